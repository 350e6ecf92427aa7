# Completion of vedette for fish: vedette completion fish | source
function __vedette_is
  set -l given (commandline -opc)[2..]
  set -l length (count $argv)
  test (count $given) -ge $length; and test "$given[1..$length]" = "$argv"
end
function __vedette_ends
  set -l given (commandline -opc)[2..]
  test "$given" = "$argv"
end
complete -c vedette -n '__vedette_ends' -f -a 'one' -d 'It’s one'
complete -c vedette -n '__vedette_ends' -f -a 'two' -d 'two …'
complete -c vedette -n '__vedette_ends two' -f -a 'now' -d 'Two'\''s'
complete -c vedette -n '__vedette_is one' -l list -r -d 'The [list]: x'
complete -c vedette -n '__vedette_is two now' -l as -x -a 'x y' -d 'The [as]: x'
complete -c vedette -n '__vedette_is two now' -l quiet -d 'The [quiet]: x'
complete -c vedette -n '__vedette_is two now' -f -a 'a b'
