#compdef ctxdemo
# Completes the command line of ctxdemo in zsh. The program itself says what can
# come next.
local line word paths before program=${${(Q)words[1]}/#\~\//$HOME/}
local -a offers
whence -p -- "$program" >/dev/null || program=ctxdemo
while IFS= read -r line; do
    case $line in
    :files* | :folders*)
        paths=-f
        [[ $line == :files* ]] || paths=-/
        before=${line#:f(iles|olders)}
        before=${before#$'\t'}
        ;;
    *)
        word=${${line%%$'\t'*}//:/\\:}
        [[ $line != *$'\t'* ]] || word+=:${line#*$'\t'}
        offers+=("$word")
        ;;
    esac
done < <("$program" complete -- \
    "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)

local ret=1
((!${#offers})) || { _describe -V ctxdemo offers && ret=0; }
if [[ -n $paths ]]; then
    compset -P "${(b)before}"
    _files ${paths:#-f} && ret=0
fi
return ret
