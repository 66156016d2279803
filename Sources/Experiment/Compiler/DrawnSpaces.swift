import Config
import Determinism
import Learning

/// The spaces of worlds whose numbers may be drawn. Names and counts no draw changes; a box of controls it may.
struct DrawnSpaces {
    /// Whatever numbers are drawn; where a draw decides on the box of controls, those of the nominal world.
    let usual: Spaces
    /// Where a draw decides on the box of controls: with all that is drawn at its lowest, and at its highest. Else empty.
    let ends: [Spaces]

    /// Of the world among resolved values; nil where there is none.
    init?(_ values: CanonicalValue, _ fields: [Field], in language: Language) {
        func spaces(_ values: CanonicalValue) -> Spaces? {
            values["environment"].map { language.environments.make(Choice($0)).spaces }
        }
        guard let nominal = spaces(values.nominal(fields)) else { return nil }
        guard case .box = nominal.action else {
            (usual, ends) = (nominal, [])
            return
        }
        let found = Drawing.ends(of: values, fields).compactMap(spaces)
        if let low = found.first, found.allSatisfy({ $0.action == low.action }) {
            (usual, ends) = (low, [])
        } else {
            (usual, ends) = (nominal, found)
        }
    }

    /// All there are to look at.
    var all: [Spaces] { ends.isEmpty ? [usual] : ends }

    /// The same behind an agent's adapter.
    func seen(through adapter: Adapter?) -> DrawnSpaces {
        guard let adapter else { return self }
        return DrawnSpaces(usual: adapter.seen(usual), ends: ends.map(adapter.seen))
    }

    private init(usual: Spaces, ends: [Spaces]) {
        self.usual = usual
        self.ends = ends
    }

    /// What a draw decides, in words; nil where it decides on no space.
    var words: String? {
        guard let low = ends.first, let high = ends.last else { return nil }
        return "\(low.action.summary) or in \(high.action.intervals), as it is drawn"
    }
}
