import Determinism
import Experiment

/// A text is no JSON, no plan, or a plan that reads back as itself.
enum PlanDoor {
    static func enter(_ bytes: [UInt8]) {
        do throws(CanonicalValue.ParsingError) {
            enter(try CanonicalValue(parsing: String(decoding: bytes, as: UTF8.self)))
        } catch {
            precondition(!error.description.isEmpty, "a text is refused without a reason")
        }
    }

    static func enter(_ value: CanonicalValue) {
        do throws(CanonicalValue.ParsingError) {
            let again = try CanonicalValue(parsing: value.json)
            precondition(again == value, "JSON written is not the JSON that was read")
        } catch {
            preconditionFailure("JSON written cannot be read: \(error)")
        }
        do throws(PlanError) {
            let plan = try CellPlan(canonical: value, in: .standard)
            let again = try CellPlan(canonical: plan.canonical, in: .standard)
            precondition(again.cellFingerprint == plan.cellFingerprint, "a plan read back is another plan")
        } catch {
            precondition(error.findings.hasErrors || !error.description.isEmpty, "a plan is refused without a reason")
        }
    }
}
