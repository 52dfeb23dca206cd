import { expect, it } from 'vitest'
import { ortReason } from '../../../src/runtime/models/ort-reason.ts'

it('is what ONNX Runtime says, without paths of the file and of its own source', () => {
  const said =
    'Load model from /state/models/8b56.onnx failed:/onnxruntime_src/onnxruntime/core/graph/model_load_utils.h:46 ' +
    'void onnxruntime::model_load_utils::ValidateOpsetForDomain(const std::unordered_map<std::__cxx11::basic_string<char>, ' +
    'int>&, const onnxruntime::logging::Logger&, bool, const std::string&, int) Opset 99 is under development.\n'
  expect(ortReason(new Error(said), '/state/models/8b56.onnx')).toBe('Opset 99 is under development.')
  expect(ortReason(new Error('idx=1 (of 1) is out of bounds'), 'x')).toBe('idx=1 (of 1) is out of bounds')
})
