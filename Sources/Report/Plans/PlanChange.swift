internal import Config
public import Determinism
internal import Diagnostics
public import Experiment

/// What one spec changes against another, or against what has been run: cells, values, streams, costs, and what runs anew.
public struct PlanChange: Sendable {
    private let old: ComparedPlans
    private let new: ComparedPlans
    private let difference: PlanDifference
    /// How much of each new plan's rounds is to be trained, from 0 to 1.
    private let shares: [Double]

    /// A comparison of plans.
    public init(from old: ComparedPlans, to new: ComparedPlans) {
        self.old = old
        self.new = new
        let difference = PlanDifference(from: old.plans, to: new.plans)
        let lengths = Dictionary(
            difference.old.map { ($0.identifier, $0.rounds) }, uniquingKeysWith: { first, _ in first })
        shares = zip(new.plans, difference.cells).map { plan, cell in
            switch cell.change {
            case .added, .state, .record: return 1
            case .extent:
                let left = plan.rounds - (lengths[cell.identifier] ?? 0)
                return Double(max(0, left)) / Double(max(1, plan.rounds))
            case .removed, .unchanged, .shorter, .storage, .words: return 0
            }
        }
        self.difference = difference
    }

    /// The plans of which rounds are to be trained, if everything had been run that the old ones ask for.
    public var reruns: [CellPlan] { zip(new.plans, shares).filter { $1 > 0 }.map(\.0) }

    /// For people: cells grouped by what becomes of them and why, and what is to be run.
    ///
    /// - Parameters:
    ///   - width: characters in a line; nil leaves lines as long as they are.
    ///   - forecasts: what is known of the cells of ``reruns``, in their order; nil where nobody asked.
    public func text(width: Int?, forecasts: [CellForecast]? = nil) -> String {
        var text = ""
        for group in groups {
            let cells = PlanWords.cells(group.cells)
            text += WrappedText.lines(
                "\(Self.sentence(group.change, count: group.cells.count)): \(VisibleText.line(cells))", width: width,
                hanging: 4)
            for line in group.lines {
                text += WrappedText.lines(VisibleText.line(line), width: width, indent: 2, hanging: 4)
            }
        }
        let consequences = self.consequences
        if !consequences.isEmpty { text += "\n" }
        for line in consequences {
            text += WrappedText.lines(VisibleText.line(line), width: width, hanging: 4)
        }
        return text + "\n" + WrappedText.lines(rerunWords(forecasts), width: width, hanging: 4)
    }

    /// For programs: every cell with its values and what of it is to be run.
    ///
    /// - Parameter forecasts: what is known of the cells of ``reruns``, in their order; nil where nobody asked.
    public func json(forecasts: [CellForecast]? = nil) -> CanonicalValue {
        let known = Dictionary(
            zip(reruns.map(\.identifier), forecasts ?? []), uniquingKeysWith: { first, _ in first })
        let cells = difference.cells.enumerated().map { index, cell in
            let origins = (old.origins(in: cell.identifier), new.origins(in: cell.identifier))
            let values = cell.values.map { value in
                CanonicalValue.object(sorting: [
                    ("path", .text(value.path)), ("before", value.before.value ?? .null),
                    ("after", value.after.value ?? .null),
                    ("before_from", PlanWords.place(value.before, value.path, origins.0)),
                    ("after_from", PlanWords.place(value.after, value.path, origins.1)),
                ])
            }
            let share = shares.indices.contains(index) ? shares[index] : 0
            let forecast = known[cell.identifier]
            return CanonicalValue.object(sorting: [
                ("cell", .text(cell.identifier)), ("change", .text(cell.change.rawValue)), ("values", .list(values)),
                ("share_to_run", .number(share)),
                ("seconds", forecast?.seconds.map { .number($0 * share) } ?? .null),
                ("basis", (forecast?.basis?.rawValue).map(CanonicalValue.text) ?? .null),
            ])
        }
        return .object(sorting: [
            ("cells", .list(cells)), ("consequences", .list(consequences.map(CanonicalValue.text))),
            ("cells_to_run", .integer(shares.count { $0 > 0 })),
            ("seconds", seconds(forecasts).map(CanonicalValue.number) ?? .null),
        ])
    }

    private var consequences: [String] { Self.consequences(from: difference.old, to: new.plans) }

    // MARK: What is to be run

    private func seconds(_ forecasts: [CellForecast]?) -> Double? {
        guard let forecasts else { return nil }
        let each = zip(shares.filter { $0 > 0 }, forecasts).map { share, forecast in
            forecast.seconds.map { $0 * share }
        }
        return each.contains(nil) ? nil : each.reduce(0) { $0 + ($1 ?? 0) }
    }

    private func rerunWords(_ forecasts: [CellForecast]?) -> String {
        let count = shares.count { $0 > 0 }
        guard count > 0 else { return "To run: nothing, if all of it had been run." }
        let continued = shares.count { $0 > 0 && $0 < 1 }
        var words = "To run: \(NumberText.grouped(count)) of \(NumberText.grouped(new.plans.count)) cells"
        if continued > 0 {
            words += continued == count ? ", from where they ended" : ", \(continued) of them from where they ended"
        }
        guard let forecasts else { return words + "." }
        guard let seconds = seconds(forecasts) else { return words + "; how long is not known." }
        let bases = Set(forecasts.map(\.basis))
        let how =
            bases == [.logs]
            ? "the logs of such cells."
            : (bases.contains(.model) ? "a model of their plans" : "a second of training here")
                + ", if every episode lasted to its limit."
        return words
            + "; \(bases == [.logs] ? "about" : "at most") \(NumberText.duration(seconds: seconds)) on one thread, by \(how)"
    }

    // MARK: What becomes of cells, and why

    private struct Reason: Hashable {
        let change: PlanDifference.Change
        let lines: [String]
    }

    /// Cells with the same change for the same reason.
    private var groups: [(change: PlanDifference.Change, lines: [String], cells: [String])] {
        var groups: [(change: PlanDifference.Change, lines: [String], cells: [String])] = []
        var places: [Reason: Int] = [:]
        for cell in difference.cells {
            let lines = PlanWords.lines(
                cell.values, old.origins(in: cell.identifier), new.origins(in: cell.identifier))
            let reason = Reason(change: cell.change, lines: lines)
            if let place = places[reason] {
                groups[place].cells.append(cell.identifier)
            } else {
                places[reason] = groups.count
                groups.append((cell.change, lines, [cell.identifier]))
            }
        }
        return groups
    }

    private static func sentence(_ change: PlanDifference.Change, count: Int) -> String {
        let cells = "\(count) cell\(count == 1 ? "" : "s")"
        return switch change {
        case .added: "\(cells) added"
        case .removed: "\(cells) no longer asked for (files stay)"
        case .unchanged: "\(cells) unchanged, finished runs stay valid"
        case .state: "\(cells) with another state, to be run anew"
        case .record: "\(cells) with another record of the same state, to be run anew to be recorded"
        case .extent: "\(cells) of another length, finished runs are continued"
        case .shorter: "\(cells) of a shorter length, runs that have got so far are done and stay as they are"
        case .storage: "\(cells) with other checkpoints only, finished runs stay valid"
        case .words: "\(cells) with other words only, finished runs stay valid"
        }
    }
}
