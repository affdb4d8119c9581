#compdef ctxdemo
# Completes the command line of ctxdemo in zsh. The program itself says what can
# come next.
local line word paths
local -a offers
while IFS= read -r line; do
    case $line in
    :files) paths=-f ;;
    :folders) paths=-/ ;;
    *)
        word=${${line%%$'\t'*}//:/\\:}
        [[ $line != *$'\t'* ]] || word+=:${line#*$'\t'}
        offers+=("$word")
        ;;
    esac
done < <("${words[1]/#\~\//$HOME/}" complete -- \
    "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)

local ret=1
((!${#offers})) || { _describe -V ctxdemo offers && ret=0; }
if [[ -n $paths ]]; then
    compset -P '-*='
    _files ${paths:#-f} && ret=0
fi
return ret
