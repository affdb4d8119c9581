# Completes the command line of ctxdemo in bash. The program itself says what can
# come next.

# Divides the command line before the cursor into the words that the program
# would get. Sets `typed` to them; `kept` to the beginning of the last one that
# readline does not replace; and `redirected` if that one is the file of a < or >.
_ctxdemo_divide() {
    local line=${COMP_LINE:0:COMP_POINT} word='' quote='' i c
    typed=() kept='' redirected=''
    for ((i = 0; i < ${#line}; i++)); do
        c=${line:i:1}
        if [[ $c == \\ && $quote != "'" ]]; then
            ((++i))
            word+=${line:i:1}
        elif [[ $quote ]]; then
            if [[ $c == "$quote" ]]; then quote=''; else word+=$c; fi
        elif [[ $c == [\'\"] ]]; then
            quote=$c kept=$word
        elif [[ $c == [[:blank:]\<\>] ]]; then
            if [[ $word && ! $redirected && ! ($c == [\<\>] && $word == [0-9\&]) ]]; then
                typed+=("$word")
            fi
            [[ ! $word ]] || redirected=''
            [[ $c != [\<\>] ]] || redirected=1
            word='' kept=''
        else
            # readline replaces what follows a : or =, and a @ with it.
            [[ $COMP_WORDBREAKS != *"$c"* ]] || kept=$word${c#@}
            word+=$c
        fi
    done
    typed+=("$word")
}

_ctxdemo() {
    local -a typed
    local kept redirected program word meaning kind
    _ctxdemo_divide
    if [[ $redirected ]]; then
        compopt -o default
        return
    fi
    program=${typed[0]/#\~\//$HOME/}
    type -P -- "$program" >/dev/null || program=ctxdemo
    while IFS=$'\t' read -r word meaning; do
        case $word in
        :files | :folders)
            # Here `meaning` is what stands before the name: "--dir=".
            compopt -o filenames
            kind=-f
            [[ $word == :files ]] || kind=-d
            while IFS= read -r word; do
                word=$meaning$word
                COMPREPLY+=("${word#"$kept"}")
            done < <(compgen "$kind" -- "${typed[-1]#"$meaning"}")
            ;;
        *) COMPREPLY+=("${word#"$kept"}") ;;
        esac
    done < <("$program" complete -- "${typed[@]:1}" 2>/dev/null)
} 2>/dev/null
complete -o nosort -F _ctxdemo ctxdemo
