# Completes the command line of ctxdemo in fish. The program itself says what can
# come next.

# Completes the word at the cursor, which begins with $argv[1], to names of files.
function __ctxdemo_paths
    set -l typed (commandline -ct | string sub -s (math (string length -- "$argv[1]") + 1))
    for path in (complete -C "'' $typed")
        echo "$argv[1]$path"
    end
end

function __ctxdemo_complete
    set -l before (commandline -opc)
    # The word at the cursor, whose quotes may be open.
    set -l raw (commandline -ct)
    set -l current (string unescape -- $raw; or string unescape -- $raw\'; or string unescape -- $raw\")
    test -n "$current"; or set current ''
    set -l program (string replace -r '^~/' "$HOME/" -- $before[1])
    command -q $program; or set program ctxdemo
    command -q $program; or return
    for line in (command $program complete -- $before[2..] $current 2>/dev/null)
        set -l parts (string split -m 1 \t -- $line)
        switch $parts[1]
            case :files
                __ctxdemo_paths $parts[2]
            case :folders
                __ctxdemo_paths $parts[2] | string match -r '.*/$'
            case '*'
                echo $line
        end
    end
end
complete -c ctxdemo -f -k -a '(__ctxdemo_complete)'
