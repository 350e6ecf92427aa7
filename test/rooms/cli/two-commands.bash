# Completion of vedette for bash: source <(vedette completion bash)
_vedette() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} flag= words=
  if [[ $cur == '=' ]]; then flag=$prev cur=
  elif [[ $prev == '=' ]]; then flag=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $prev == --* ]]; then flag=$prev
  fi
  case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
    '  ') words='one two' ;;
    ' two ') words='now' ;;
    ' one '*) case $flag in
      --list) words='' ;;
      *) if [[ $cur == -* ]]; then words='--list='; else words=''; fi ;;
      esac ;;
    ' two now '*) case $flag in
      --as) words='x y' ;;
      *) if [[ $cur == -* ]]; then words='--as= --quiet'; else words='a b'; fi ;;
      esac ;;
  esac
  local IFS=$' \n'
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
}
complete -o bashdefault -o default -F _vedette vedette ./vedette
