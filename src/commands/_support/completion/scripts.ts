/** Each script asks `gaze complete`, which answers `files` or `words` and then a line `value<TAB>text` for each. */
const bash = `# gaze completion for bash; load it with: source <(gaze completion bash)
_gaze() {
  local kind value text current=\${COMP_WORDS[COMP_CWORD]}
  [ "$current" = "=" ] && current=
  COMPREPLY=()
  {
    read -r kind
    while IFS=$'\\t' read -r value text; do COMPREPLY+=("$value"); done
  } < <("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ "$kind" = files ]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$current")
  fi
}
complete -F _gaze gaze
`

const zsh = `#compdef gaze
# gaze completion for zsh; load it with: source <(gaze completion zsh)
_gaze() {
  local kind value text
  local -a found
  {
    read -r kind
    while IFS=$'\\t' read -r value text; do found+=("\${value//:/\\\\:}\${text:+:$text}"); done
  } < <("\${(Q)words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  if [[ $kind == files ]]; then _files; fi
  if (( $#found )); then _describe -V gaze found; fi
}
if ! (( $+functions[compdef] )); then autoload -Uz compinit && compinit; fi
compdef _gaze gaze
`

const fish = `# gaze completion for fish; load it with: gaze completion fish | source
function __gaze_complete
  set -l typed (commandline -opc)
  set -l current (commandline -ct)
  set -l lines ($typed[1] complete -- $typed[2..-1] "$current" 2>/dev/null)
  if test "$lines[1]" = files
    __fish_complete_path "$current"
  end
  printf '%s\\n' $lines[2..-1]
end
complete -c gaze -f -k -a '(__gaze_complete)'
`

export const SCRIPTS = { bash, zsh, fish } as const
export type Shell = keyof typeof SCRIPTS
