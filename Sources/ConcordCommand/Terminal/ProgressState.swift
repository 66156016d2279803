import Diagnostics
import Report

/// What a progress display knows; free of clocks and terminals.
struct ProgressState {
    /// One cell's standing.
    struct Cell {
        let arm: String
        let seed: Int
        var rounds: Int
        /// The round it starts from in this process.
        var firstRound: Int
        var round: Int
        /// Environment steps at the first sign of life, and now.
        var steps: (first: Int, now: Int)?
        var latest: Double?
        var isFinished = false

        init(arm: String, seed: Int, rounds: Int, firstRound: Int) {
            self.arm = VisibleText.line(arm)
            self.seed = seed
            self.rounds = rounds
            self.firstRound = firstRound
            round = firstRound
        }

        /// From 0 to 1.
        var share: Double { rounds > 0 ? Double(round) / Double(rounds) : 1 }
    }

    var cells: [Cell]
    /// The arms in order of first appearance, with the places of their cells: found once, not at every redraw.
    private let arms: [(name: String, places: [Int])]
    /// Columns that the widest arm's name takes, the most cells of an arm, and whether every arm has the seeds of the first.
    private let widest: Int
    private let most: Int
    private let isCommon: Bool
    let startedAt: Double
    var drawnAt: Double
    var drawnLines = 0

    init(cells: [Cell], startedAt: Double) {
        self.cells = cells
        self.startedAt = startedAt
        drawnAt = startedAt
        var arms: [(name: String, places: [Int])] = []
        var found: [String: Int] = [:]
        for (place, cell) in cells.enumerated() {
            let arm = found[cell.arm] ?? arms.count
            if arm == arms.count {
                found[cell.arm] = arm
                arms.append((cell.arm, []))
            }
            arms[arm].places.append(place)
        }
        func seeds(_ places: [Int]) -> [Int] { places.map { cells[$0].seed } }
        widest = arms.map { Self.width($0.name) }.max() ?? 0
        most = arms.map(\.places.count).max() ?? 1
        let first = seeds(arms.first?.places ?? [])
        isCommon = arms.allSatisfy { seeds($0.places) == first }
        self.arms = arms
    }

    mutating func start(cell: Int, afterRound round: Int) {
        cells[cell].firstRound = round
        cells[cell].round = round
    }

    mutating func update(cell: Int, round: Int, steps: Int?, latest: Double?) {
        cells[cell].round = round
        if let steps {
            // A resumed cell's first steps were taken by another process.
            let first = cells[cell].steps?.first ?? (cells[cell].firstRound == 0 ? 0 : steps)
            cells[cell].steps = (first, steps)
        }
        if let latest, !latest.isNaN { cells[cell].latest = latest }
    }

    mutating func finish(cell: Int) {
        cells[cell].isFinished = true
    }

    /// `7 of 20 cells · 43 % · 4.2 M steps/s · return 312.4 · 1 min 12 s left`.
    func summary(now: Double) -> String {
        let elapsed = max(now - startedAt, 1e-9)
        let planned = cells.reduce(0) { $0 + $1.rounds - $1.firstRound }
        let played = cells.reduce(0) { $0 + $1.round - $1.firstRound }
        let finished = cells.filter { $0.isFinished && $0.round >= $0.rounds }.count
        let share = planned > 0 ? Double(played) / Double(planned) : 1
        // Of the whole study, what was there before included; the time left is what this process has before it.
        let rounds = cells.reduce(0) { $0 + $1.rounds }
        let study = rounds > 0 ? Double(cells.reduce(0) { $0 + $1.round }) / Double(rounds) : 1
        var parts = ["\(finished) of \(cells.count) cells", "\(Int(study * 100)) %"]
        let steps = cells.reduce(0) { $0 + ($1.steps.map { $0.now - $0.first } ?? 0) }
        if steps > 0 { parts.append("\(NumberText.count(Double(steps) / elapsed)) steps/s") }
        let running = cells.filter { !$0.isFinished }.compactMap(\.latest)
        if !running.isEmpty { parts.append("return \(NumberText.fixed(mean(running), decimals: 1))") }
        if played > 0, played < planned, cells.contains(where: { !$0.isFinished }) {
            parts.append("\(NumberText.duration(seconds: elapsed * (1 - share) / share)) left")
        } else {
            parts.append(NumberText.duration(seconds: elapsed))
        }
        return parts.joined(separator: " · ")
    }

    /// One line per arm, one bar per seed, no line longer than the terminal.
    ///
    /// Nothing where there are no cells, or where a terminal is too narrow for a name and a bar.
    func grid(columns: Int, rows: Int, paint: Paint) -> [String] {
        guard columns >= Self.narrowest, let firstArm = arms.first else { return [] }
        let label = min(widest, max(4, columns / 3))
        let free = columns - label - 3
        let pitch = max(1, min(11, free / max(1, most)))
        let bar = max(1, pitch - 1)
        let shown = max(1, min(arms.count, rows - 4))
        var lines: [String] = arms.prefix(shown).map { arm in
            let bars = arm.places.prefix(free / pitch).map { place in
                let cell = cells[place]
                let text = Self.bar(share: cell.share, width: bar) + (pitch > bar ? " " : "")
                return cell.round >= cell.rounds ? paint.green(text) : cell.isFinished ? paint.yellow(text) : text
            }
            // Painted bars stand beside it: what imitates a mark is spelled out.
            let name = Self.cut(VisibleText.line(arm.name), to: label)
            return name + String(repeating: " ", count: label - Self.width(name) + 2) + bars.joined()
        }
        let seeds = firstArm.places.prefix(free / pitch).map { String(cells[$0].seed) }
        // Seeds stand above the bars where they fit, and where every arm has the same ones.
        if isCommon, seeds.allSatisfy({ $0.count < pitch }) {
            let heading = seeds.map { $0 + String(repeating: " ", count: pitch - $0.count) }.joined()
            lines.insert(String(repeating: " ", count: label + 2) + paint.faint(heading), at: 0)
        }
        if shown < arms.count { lines.append(Self.cut("… and \(arms.count - shown) more arms", to: columns)) }
        return lines
    }

    /// Columns below which there are no bars.
    private static let narrowest = 12

    /// Columns that a text takes: characters of East Asian scripts and pictures take two.
    static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

    private static func width(_ character: Character) -> Int {
        let isWide = character.unicodeScalars.contains { scalar in
            (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xD7A3).contains(scalar.value)
                || (0xF900...0xFAFF).contains(scalar.value) || (0xFE30...0xFE6F).contains(scalar.value)
                || (0xFF00...0xFF60).contains(scalar.value) || scalar.value >= 0x1F000
        }
        return isWide ? 2 : 1
    }

    /// A text in so many columns, with an ellipsis where it takes more.
    static func cut(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        var (kept, used) = ("", 0)
        for character in text where used + width(character) < columns {
            kept.append(character)
            used += width(character)
        }
        return columns > 0 ? kept + "…" : ""
    }

    /// A bar in eighths of a character; dots where nothing is done yet.
    static func bar(share: Double, width: Int) -> String {
        let eighths = Int(max(0, min(1, share)) * Double(width * 8))
        var text = String(repeating: "█", count: eighths / 8)
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        text += parts[eighths % 8]
        return text + String(repeating: "·", count: width - text.count)
    }
}
