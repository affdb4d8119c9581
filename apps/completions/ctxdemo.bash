# Completes the command line of ctxdemo in bash. The program itself says what can
# come next.
_ctxdemo() {
    local i word meaning before='' current=${COMP_WORDS[COMP_CWORD]}
    local -a typed=()
    # bash has divided words at = and :, which are part of a flag or an address.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((${#typed[@]})) && [[ $word == [=:]* || $before == [=:] ]]; then
            typed[-1]+=$word
        else
            typed+=("$word")
        fi
        before=$word
    done
    [[ $current != [=:] ]] || current=''
    before=${typed[-1]%"$current"}
    while IFS=$'\t' read -r word meaning; do
        case $word in
        :files)
            compopt -o filenames
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
            ;;
        :folders)
            compopt -o filenames
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$current")
            ;;
        *) COMPREPLY+=("${word#"$before"}") ;;
        esac
    done < <("${COMP_WORDS[0]/#\~\//$HOME/}" complete -- "${typed[@]}" 2>/dev/null)
} 2>/dev/null
complete -o nosort -F _ctxdemo ctxdemo
