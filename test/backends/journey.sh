#!/usr/bin/env bash
# A site from nothing to nothing, as a person would run it: deploy, an image, a stream, frames, events here and in
# Kafka; then what goes wrong on a site; then all away again. Exits 0 only if all of it is true.
#
#   npm run build && test/backends/journey.sh
#
# It needs bash, node, docker, and these variables:
#   KUBECONFIG              a cluster whose API may fail for a minute
#   GAZE_TEST_REGISTRY      HOST:PORT of a registry that its nodes pull from
#   GAZE_TEST_MONGO_IMAGE   a database image that they can pull
#   GAZE_TEST_KUBECTL       kubectl, for what breaks things
#   KAFKA_BROKERS           HOST:PORT, reachable from here; pods reach it by a gateway that this script opens
#   GAZE_TEST_API_DOWN, GAZE_TEST_API_UP   commands that take the API server away and bring it back
# and those of test/backends/support/runtime-image.ts (GAZE_TEST_NODE_IMAGE, DOCKER_HOST).
set -euo pipefail
cd "$(dirname "$0")/../.."

for variable in KUBECONFIG GAZE_TEST_REGISTRY GAZE_TEST_MONGO_IMAGE GAZE_TEST_KUBECTL KAFKA_BROKERS \
  GAZE_TEST_API_DOWN GAZE_TEST_API_UP; do
  [ -n "${!variable:-}" ] || { echo "journey: $variable is not set" >&2; exit 2; }
done

namespace=${GAZE_JOURNEY_NAMESPACE:-journey-$$}
topic=gaze-$namespace
work=$(mktemp -d)
export XDG_CONFIG_HOME="$work/config" XDG_STATE_HOME="$work/state"
started=()
api_down=

gaze() { node bin/run.js "$@"; }
site() { gaze --context site "$@"; }
kubectl() { "$GAZE_TEST_KUBECTL" --namespace "$namespace" "$@"; }
# json 'EXPRESSION over $' <JSON
json() { node -e 'const $ = JSON.parse(require("fs").readFileSync(0, "utf8")); console.log(eval(process.argv[1]))' "$1"; }

now() { printf '\n== %s  %s\n' "$(date +%T)" "$*"; }
fail() { printf 'journey: %s\n' "$*" >&2; exit 1; }
# until_true SECONDS WHAT COMMAND...
until_true() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "not within its time: $what"
    sleep 0.5
  done
}
background() { # NAME COMMAND...: its output in $work/NAME
  local name=$1
  shift
  "$@" >"$work/$name" 2>"$work/$name.err" &
  started+=($!)
}

# Each is a shell with the program as its child.
end_started() { for pid in "$@"; do pkill -P "$pid" || true; kill "$pid" 2>/dev/null || true; done; }

finish() {
  local code=$?
  [ -z "$api_down" ] || $GAZE_TEST_API_UP >/dev/null
  [ "$code" = 0 ] || { tail -n 5 "$work"/*.err || true; kubectl get pods || true; } >&2
  end_started "${started[@]}"
  gaze undeploy --namespace "$namespace" --confirm "$namespace" >/dev/null 2>&1 || true
  npx tsx test/backends/journey/remove-topic.ts "$topic" >/dev/null 2>&1 || true
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT

tailed() { wc -l <"$work/tail"; }
more_tailed() { [ "$(tailed)" -gt "$1" ]; }
captured() { site stream show door --json | json '$.ledger.captured'; }
know_captured() { captured >"$work/captured" 2>/dev/null; } # Into a file, to be waited for.
balanced() {
  site stream show door --json | json '
    (({captured, processed, inFlight, dropped}) =>
      captured > 0 && captured === processed + inFlight + Object.values(dropped).reduce((a, b) => a + b, 0))($.ledger)' |
    grep -qx true
}
ready() { site stream show door --json | json '$.phase + $.readyReplicas' | grep -qx Running2; }
# The holder is a pod's name, followed by what makes each of its starts another.
leader() { kubectl get lease gaze-info-update -o 'jsonpath={.spec.holderIdentity}' | grep -oE '^info-update-[0-9a-z]+-[0-9a-z]+'; }
other_leader() { [ -n "$(leader)" ] && [ "$(leader)" != "$1" ]; }
records_answer() { site stream list; }

now deploy
image=$(npx tsx test/backends/support/runtime-image.ts)
gaze deploy --namespace "$namespace" --image "$image" --set "mongodb.image=$GAZE_TEST_MONGO_IMAGE" \
  --set server.serviceType=NodePort
gaze context add site --kind kubernetes --namespace "$namespace"

now 'an image in the registry, its digest pinned'
reference=$GAZE_TEST_REGISTRY/journey/count-line:$namespace
gaze image build examples/count-line.yaml --tag "$reference" --from "$image" --push
site image add "$reference" --name count-line
site image show count-line --json | json '/^sha256:[0-9a-f]{64}$/.test($.digest)' | grep -qx true ||
  fail 'the digest is not pinned'

now 'a stream of two pods, its events to Kafka'
node_address=$(kubectl get nodes -o 'jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}')
background gateway npx tsx test/backends/journey/kafka-gateway.ts "$node_address"
until_true 20 'the gateway to Kafka' test -s "$work/gateway"
site stream scale door --image count-line --replicas 2 --key doorkey1 \
  --sink "kafka://$(cat "$work/gateway")/$topic" --timeout 120s

now 'frames of a v0 sender'
port=$(kubectl get service gaze-server -o 'jsonpath={.spec.ports[?(@.name=="ingest")].nodePort}')
background tail site output tail door --json
background send gaze stream send doorkey1 --to "127.0.0.1:$port" --from test --loop --fps 15 --wire v0
until_true 120 'ten events' more_tailed 9

now 'the same events in Kafka'
head -n 10 "$work/tail" | node -e '
  for (const line of require("fs").readFileSync(0, "utf8").trim().split("\n")) console.log(JSON.parse(line).id)' >"$work/ids"
npx tsx test/backends/journey/await-ids.ts "$topic" "$work/ids"

now 'a change of env rolls over, and the ledger still balances'
site stream scale door --env SHIFT=night --timeout 120s
until_true 60 'the ledger to balance' balanced

now 'a pod is killed: it comes back, and the tail goes on'
active=$(site stream show door --json | json '$.pods.find(({active}) => active).name')
kubectl delete pod "$active" --grace-period 0 --force >/dev/null 2>&1
before=$(tailed)
until_true 120 'two ready pods' ready
until_true 120 'more events' more_tailed "$((before + 3))"

now 'the database is killed and comes back'
before=$(tailed)
kubectl delete pod gaze-mongo-0 --grace-period 0 --force >/dev/null 2>&1
until_true 120 'more events' more_tailed "$((before + 3))"
until_true 120 'the records to answer' records_answer

now 'the API server is away for 60 s, and frames flow all the while'
before=$(captured)
api_down=1
$GAZE_TEST_API_DOWN
sleep 60
$GAZE_TEST_API_UP >/dev/null
api_down=
until_true 120 'the API to answer' kubectl get pods
until_true 60 'two ready pods' ready
until_true 60 'the ledger' know_captured
after=$(cat "$work/captured")
[ $((after - before)) -ge 600 ] || fail "only $((after - before)) frames of 900 while the API was away"
until_true 60 'more events' more_tailed "$(tailed)"

now 'the leading info-update is killed: the other takes over within 15 s'
old=$(leader)
kubectl delete pod "$old" --grace-period 0 --force 2>/dev/null
until_true 15 'another leader' other_leader "$old"
# After the outage the node may take no new pod for a while, which `scale` waits for, for a minute.
change_shift() { site stream scale door --env SHIFT=day --timeout 60s; }
until_true 120 'a change to be taken up' change_shift
until_true 60 'the ledger to balance' balanced

now 'and all away again'
end_started "${started[@]:1}"
site stream scale door --replicas 0
site stream remove door --confirm door
site image remove count-line --confirm count-line
gaze undeploy --namespace "$namespace" --confirm "$namespace"
left=$("$GAZE_TEST_KUBECTL" get all,configmaps,secrets,pvc,leases,roles,rolebindings,serviceaccounts,networkpolicies,pdb,namespaces \
  --all-namespaces --selector app.kubernetes.io/part-of=gaze --no-headers \
  --output custom-columns=NAMESPACE:.metadata.namespace,KIND:.kind,NAME:.metadata.name | grep -wF "$namespace" || true)
[ -z "$left" ] || fail "left behind: $left"
! "$GAZE_TEST_KUBECTL" get namespace "$namespace" >/dev/null 2>&1 || fail "namespace $namespace is still there"

now 'all of it is true'
