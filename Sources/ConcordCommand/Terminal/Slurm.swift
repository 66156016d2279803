/// What Slurm's own commands say and do; nothing of Slurm is linked.
enum Slurm {
    /// A partition, as `sinfo` lists it: nodes of one kind.
    struct Partition: Sendable, Equatable {
        let name: String
        let isDefault: Bool
        let isUp: Bool
        let megabytes: Int
        let processors: Int
        /// Minutes; nil without a limit.
        let minutes: Int?
        let nodes: Int

        /// Reads a line of `sinfo -h -o '%P|%a|%m|%c|%l|%D'`; nil where it is none.
        init?(line: Substring) {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            // Nodes that differ are said to have at least so much: `2000+`.
            func number(_ text: String) -> Int? { Int(text.hasSuffix("+") ? String(text.dropLast()) : text) }
            guard fields.count == 6, let megabytes = number(fields[2]), let processors = number(fields[3]),
                let nodes = number(fields[5])
            else { return nil }
            isDefault = fields[0].hasSuffix("*")
            name = isDefault ? String(fields[0].dropLast()) : fields[0]
            isUp = fields[1] == "up"
            self.megabytes = megabytes
            self.processors = processors
            minutes = Self.minutes(fields[4])
            self.nodes = nodes
        }

        /// `1-12:30:00`, `12:30:00`, `30:00` and `30` in minutes; nil for `infinite`.
        static func minutes(_ text: String) -> Int? {
            let parts = text.split(separator: "-")
            let days = parts.count == 2 ? Int(parts[0]) ?? 0 : 0
            let clock = (parts.last ?? "").split(separator: ":").map { Int($0) }
            guard let first = clock.first, let first else { return nil }
            let second = clock.count > 1 ? clock[1] ?? 0 : 0
            switch clock.count {
            case 3: return (days * 24 + first) * 60 + second
            case 2 where parts.count == 2: return (days * 24 + first) * 60 + second
            case 1 where parts.count == 2: return (days * 24 + first) * 60
            default: return first
            }
        }
    }

    /// The partitions that there are.
    static func partitions() throws(CommandFailure) -> [Partition] {
        try lines(["sinfo", "-h", "-o", "%P|%a|%m|%c|%l|%D"]).compactMap { Partition(line: $0) }
    }

    /// The most tasks an array can have; nil where Slurm does not say.
    static func mostTasks() throws(CommandFailure) -> Int? {
        try lines(["scontrol", "show", "config"]).lazy.compactMap { line in
            let words = line.split { $0 == "=" || $0 == " " }
            return words.count == 2 && words[0] == "MaxArraySize" ? Int(words[1]) : nil
        }.first
    }

    /// The numbers of an array's tasks that wait or run; none where Slurm does not know the job any more.
    static func openTasks(ofJob job: String) throws(CommandFailure) -> Set<Int> {
        let outcome = try Subprocess.run(["squeue", "-h", "-r", "-j", job, "-o", "%K"], atMost: limit)
        guard outcome.status == 0 else { return [] }
        let words = String(decoding: outcome.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return Set(words.compactMap { Int($0) })
    }

    /// Submits a script to be run in a directory, and returns the job's number.
    static func submit(_ script: String, in directory: String, _ arguments: [String]) throws(CommandFailure) -> String {
        let words = ["sbatch", "--parsable", "--chdir=\(directory)"] + arguments + [script]
        let text = try lines(words).first ?? ""
        let job = text.split(separator: ";").first.map(String.init) ?? ""
        guard Int(job) != nil else { throw CommandFailure("sbatch: it names no job: \(text)") }
        return job
    }

    /// Whether Slurm's commands are there.
    static var isInstalled: Bool {
        do {
            return try Subprocess.run(["sbatch", "--version"], atMost: limit).status == 0
        } catch { return false }
    }

    private static func lines(_ words: [String]) throws(CommandFailure) -> [Substring] {
        let outcome = try Subprocess.run(words, atMost: limit)
        guard outcome.status == 0 else {
            let said = String(decoding: outcome.errors, as: UTF8.self).split(separator: "\n").joined(separator: "; ")
            throw CommandFailure("\(words[0]) refuses: \(said.isEmpty ? "it says no reason" : said)")
        }
        return String(decoding: outcome.output, as: UTF8.self).split(separator: "\n")
    }

    /// Bytes that are listened to.
    private static let limit = 1 << 24
}
