/// Completion scripts for shells, from the command tables.
enum ShellCompletions: String, CaseIterable {
    case bash, zsh, fish

    /// The script, to be sourced by the shell.
    func script(_ tables: [CommandTable], of program: String) -> String {
        switch self {
        case .bash: Self.bash(tables, program)
        case .zsh: Self.zsh(tables, program)
        case .fish: Self.fish(tables, program)
        }
    }

    private static func bash(_ tables: [CommandTable], _ program: String) -> String {
        var text = """
            _\(program)_cells() {
                local word
                for word in "${COMP_WORDS[@]}"; do
                    case "$word" in *.yaml | *.yml) "\(program)" cells "$word" --ids 2>/dev/null; return ;; esac
                done
            }
            _\(program)() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command="${COMP_WORDS[1]}"
                COMPREPLY=()
                if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W "\(tables.map(\.name).joined(separator: " ")) help version --help --version" -- "$current"))
                    return
                fi
                if [ "$current" = "=" ]; then current=""; fi
                if [ "$previous" = "=" ]; then previous="${COMP_WORDS[COMP_CWORD-2]}"; fi
                case "$command $previous" in

            """
        for table in tables {
            for option in table.options {
                guard let value = option.value else { continue }
                let letter = option.letter.map { "|\"\(table.name) -\($0)\"" } ?? ""
                text +=
                    "        \"\(table.name) \(option.dashed)\"\(letter)) \(bashReply(value.kind, program)); return ;;\n"
            }
        }
        text += "    esac\n    case \"$command\" in\n"
        for table in tables {
            let options = table.options.map(\.dashed).joined(separator: " ")
            text += "        \(table.name)) if [[ \"$current\" == -* ]]; then "
            text += "COMPREPLY=($(compgen -W \"\(options)\" -- \"$current\"))"
            if let operand = table.operands.first { text += "; else \(bashReply(operand.kind, program))" }
            text += "; fi ;;\n"
        }
        return text + "    esac\n}\ncomplete -o filenames -F _\(program) \(program)\n"
    }

    private static func bashReply(_ kind: CommandTable.ValueKind, _ program: String) -> String {
        switch kind {
        case .choice(let words), .suggested(let words):
            "COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"$current\"))"
        case .part(let part): "COMPREPLY=($(compgen -W \"$(_\(program)_cells\(part.filter))\" -- \"$current\"))"
        case .directory: "COMPREPLY=($(compgen -d -- \"$current\"))"
        case .spec, .checkpoint, .file, .output: "COMPREPLY=($(compgen -f -- \"$current\"))"
        case .text, .word, .integer: "COMPREPLY=()"
        }
    }

    private static func zsh(_ tables: [CommandTable], _ program: String) -> String {
        let parts = StudyPart.allCases.map { part in
            let lines = "${(f)\"$(_\(program)_study\(part.filter))\"}"
            return "_\(program)_\(part.rawValue)() { local -a found; found=(\(lines)); compadd -a found; }"
        }.joined(separator: "\n")
        var text = """
            #compdef \(program)
            _\(program)_study() {
                local word
                for word in $words; do
                    case "$word" in *.yaml | *.yml) \(program) cells $word --ids 2>/dev/null; return ;; esac
                done
            }
            \(parts)
            _\(program)() {
                local -a commands
                commands=(

            """
        for table in tables { text += "        '\(table.name):\(zshQuote(table.summary))'\n" }
        text += "    )\n    if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
        text += "    local command=\"$words[2]\"\n    shift words\n    (( CURRENT-- ))\n    case \"$command\" in\n"
        for table in tables {
            text += "        \(table.name)) _arguments -s"
            for option in table.options {
                let sentence = zshQuote(option.summary)
                let value = option.value.map { ":\($0.placeholder):\(zshAction($0.kind, program))" } ?? ""
                let times = option.repeats ? "*" : ""
                let equals = option.value == nil ? "" : "="
                text += " \\\n            '\(times)\(option.dashed)\(equals)[\(sentence)]\(value)'"
            }
            for operand in table.operands {
                let times = operand.repeats ? "*" : ""
                text += " \\\n            '\(times):\(operand.name):\(zshAction(operand.kind, program))'"
            }
            text += " ;;\n"
        }
        // As a file in a function path its first call is for words; sourced, it says what it completes.
        return text
            + "    esac\n}\nif [ \"$funcstack[1]\" = _\(program) ]; then _\(program) \"$@\"; else compdef _\(program) \(program); fi\n"
    }

    private static func zshAction(_ kind: CommandTable.ValueKind, _ program: String) -> String {
        switch kind {
        case .choice(let words), .suggested(let words): "(\(words.joined(separator: " ")))"
        case .part(let part): "_\(program)_\(part.rawValue)"
        case .directory: "_files -/"
        case .spec: "_files -g \"*.(yaml|yml)\""
        case .checkpoint: "_files -g \"*.h5\""
        case .file, .output: "_files"
        case .text, .word, .integer: " "
        }
    }

    private static func zshQuote(_ text: String) -> String {
        var quoted = ""
        for character in text {
            switch character {
            case "'": quoted += "'\\''"
            case "[", "]", ":": quoted += "\\\(character)"
            default: quoted.append(character)
            }
        }
        return quoted
    }

    private static func fish(_ tables: [CommandTable], _ program: String) -> String {
        var text = """
            function __\(program)_cells
                for word in (commandline -opc)
                    if string match -qr '\\.ya?ml$' -- $word
                        \(program) cells $word --ids 2>/dev/null
                        return
                    end
                end
            end
            complete -c \(program) -f

            """
        for table in tables {
            text +=
                "complete -c \(program) -n __fish_use_subcommand -a \(table.name) -d '\(fishQuote(table.summary))'\n"
        }
        for table in tables {
            let condition = "complete -c \(program) -n '__fish_seen_subcommand_from \(table.name)'"
            for option in table.options {
                let letter = option.letter.map { " -s \($0)" } ?? ""
                text += "\(condition) -l \(option.name)\(letter) -d '\(fishQuote(option.summary))'"
                text += option.value.map { " -r\(fishArguments($0.kind, program))" } ?? ""
                text += "\n"
            }
            for operand in table.operands {
                let arguments = fishArguments(operand.kind, program)
                if !arguments.isEmpty { text += condition + arguments + "\n" }
            }
        }
        return text
    }

    private static func fishArguments(_ kind: CommandTable.ValueKind, _ program: String) -> String {
        switch kind {
        case .choice(let words), .suggested(let words): " -a '\(words.joined(separator: " "))'"
        case .part(let part): " -a \"(__\(program)_cells\(part.filter))\""
        case .directory: " -a '(__fish_complete_directories)'"
        case .spec: " -a '(__fish_complete_suffix .yaml)'"
        case .checkpoint: " -a '(__fish_complete_suffix .h5)'"
        case .file, .output: " -F"
        case .text, .word, .integer: ""
        }
    }

    private static func fishQuote(_ text: String) -> String {
        text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
    }
}

extension StudyPart {
    /// What makes this of the lines `arm/seed-1`, at the end of a pipeline.
    fileprivate var filter: String {
        switch self {
        case .cells: ""
        case .arms: " | sed 's:/seed-.*::' | sort -u"
        case .seeds: " | sed 's:.*/seed-::' | sort -un"
        }
    }
}
