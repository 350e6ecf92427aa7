#compdef vedette
# Completion of vedette for zsh: source <(vedette completion zsh), or a file _vedette in a folder of $fpath
_vedette() {
  local -a next
  case " ${(j: :)words[2,CURRENT-1]} " in
    '  ') next=('one:It’s one' 'two:two …'); _describe command next ;;
    ' two ') next=('now:Two'\''s'); _describe command next ;;
    ' one '*) shift 1 words; (( CURRENT -= 1 )); _arguments '*--list=[The \[list\]\: x]:list:_files' '*:file:_files' ;;
    ' two now '*) shift 2 words; (( CURRENT -= 2 )); _arguments '--as=[The \[as\]\: x]:as:(x y)' '--quiet[The \[quiet\]\: x]' '*:value:(a b)' ;;
  esac
}
if [[ $funcstack[1] == _vedette ]]; then _vedette "$@"; else compdef _vedette vedette; fi
