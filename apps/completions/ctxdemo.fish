# Completes the command line of ctxdemo in fish. The program itself says what can
# come next.
function __ctxdemo_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    test -n "$current"; or set current ''
    for line in ($before[1] complete -- $before[2..] $current 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path $current
            case :folders
                __fish_complete_directories $current
            case '*'
                echo $line
        end
    end
end
complete -c ctxdemo -f -k -a '(__ctxdemo_complete)'
