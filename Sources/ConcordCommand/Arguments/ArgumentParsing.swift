/// The words of a command line, sorted out by a command's table and checked against it.
struct ParsedArguments {
    private var values: [(option: String, value: String)] = []
    private var operands: [(name: String, value: String)] = []
    /// What stands after `--`, where the table says that another program gets it.
    private(set) var passed: [String] = []

    /// Sorts out the words after the command's name.
    ///
    /// `--name value`, `--name=value`, `-jvalue` and `-j value` are understood; after `--` everything is an operand, or another
    /// program's.
    init(_ words: [String], table: CommandTable) throws(UsageError) {
        var rest = words[...]
        var bare: [String] = []
        while let word = rest.popFirst() {
            if word == "--" {
                if table.passes == nil { bare += rest } else { passed = Array(rest) }
                break
            }
            guard word.hasPrefix("-"), word != "-", Int(word) == nil else {
                bare.append(word)
                continue
            }
            let (option, attached) = try Self.option(word, table: table)
            if values.contains(where: { $0.option == option.name }) && !option.repeats && option.name != "help" {
                throw UsageError("\(option.dashed) is given twice", table: table)
            }
            values.append((option.name, try Self.value(of: option, attached: attached, rest: &rest, table: table)))
        }
        for pair in table.exclusions where flag(pair.one) && flag(pair.other) {
            throw UsageError("--\(pair.one) and --\(pair.other) exclude each other", table: table)
        }
        for need in table.needs where flag(need.option) && given(need.others).isEmpty {
            throw UsageError(need.complaint, table: table)
        }
        // Who asks for help need not get the operands right.
        if !flag("help") { try assign(bare, table: table) }
    }

    /// Whether an option was given.
    func flag(_ name: String) -> Bool { values.contains { $0.option == name } }

    /// An option's value.
    func value(_ name: String) -> String? { values.first { $0.option == name }?.value }

    /// Which of these options were given, in this order, as typed: `--arm`.
    func given(_ names: [String]) -> [String] { names.filter(flag).map { "--" + $0 } }

    /// A repeating option's values.
    func values(_ name: String) -> [String] { values.filter { $0.option == name }.map(\.value) }

    /// An option's whole number; its table has checked that it is one.
    func integer(_ name: String) -> Int? { value(name).flatMap { Int($0) } }

    /// An operand, where it may be absent.
    func operand(_ name: String) -> String? { operands.first { $0.name == name }?.value }

    /// A required operand; its table has checked that it is there.
    func required(_ name: String) -> String {
        guard let value = operand(name) else { preconditionFailure("the operand \(name) is not required by the table") }
        return value
    }

    /// All operands of one name.
    func operands(_ name: String) -> [String] { operands.filter { $0.name == name }.map(\.value) }

    private static func option(
        _ word: String, table: CommandTable
    ) throws(UsageError) -> (CommandTable.Option, attached: String?) {
        if word.hasPrefix("--") {
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let option = table.options.first(where: { $0.name == name }) else {
                throw UsageError(
                    "\(table.name) has no option '--\(name)'"
                        + suggestion(for: name, among: table.options.map(\.name), dashes: "--"), table: table)
            }
            return (option, parts.count > 1 ? String(parts[1]) : nil)
        }
        let letter = word[word.index(after: word.startIndex)]
        guard let option = table.options.first(where: { $0.letter == letter }) else {
            throw UsageError("\(table.name) has no option '-\(letter)'", table: table)
        }
        let attached = String(word.dropFirst(2))
        return (option, attached.isEmpty ? nil : attached)
    }

    private static func value(
        of option: CommandTable.Option, attached: String?, rest: inout ArraySlice<String>, table: CommandTable
    ) throws(UsageError) -> String {
        guard let expected = option.value else {
            if let attached { throw UsageError("\(option.dashed) takes no value, but got '\(attached)'", table: table) }
            return ""
        }
        var value = attached
        if value == nil, let next = rest.first, !next.hasPrefix("-") || next == "-" || Int(next) != nil {
            value = rest.removeFirst()
        }
        guard let value else {
            throw UsageError("\(option.dashed) needs a value: \(option.dashed)=\(expected.placeholder)", table: table)
        }
        if let complaint = expected.kind.complaint(about: value) {
            throw UsageError("\(option.dashed): \(complaint)", table: table)
        }
        return value
    }

    private mutating func assign(_ words: [String], table: CommandTable) throws(UsageError) {
        var rest = words[...]
        for operand in table.operands {
            var count = 0
            while let word = rest.first, count == 0 || operand.repeats {
                if let complaint = operand.kind.complaint(about: word) {
                    throw UsageError("\(operand.name): \(complaint)", table: table)
                }
                operands.append((operand.name, word))
                rest.removeFirst()
                count += 1
            }
            guard count > 0 || operand.isOptional else {
                throw UsageError("\(table.name) needs \(operand.name)", table: table)
            }
        }
        if let extra = rest.first { throw UsageError("\(table.name) does not take '\(extra)'", table: table) }
        if operands.count(where: { $0.value == "-" }) > 1 {
            throw UsageError("'-' is standard input, which is read once", table: table)
        }
    }
}

/// A command line that cannot be understood.
struct UsageError: Error {
    /// One sentence, without a full stop.
    let message: String
    /// The command it is about; nil where none was found.
    let table: CommandTable?

    init(_ message: String, table: CommandTable?) {
        self.message = message
        self.table = table
    }
}
