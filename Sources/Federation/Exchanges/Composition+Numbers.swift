import Config

// Upload, aggregate, server, digest and guards are of one kind of numbers.
extension Composition {
    /// Says of the first axis that it does not take what is uploaded.
    func unfitAxes(_ facts: Facts) -> [Unfit] {
        let space = type(of: upload).space
        guard let odd = otherNumbers.first else { return [] }
        let takes = odd.spaces.map(\.words).joined(separator: " or ")
        return [
            Unfit(
                .axes, "'\(name)' uploads \(space.words), but its \(odd.axis.rawValue) '\(odd.kind)' takes \(takes)",
                at: .exchange(odd.axis.rawValue), other: .init(.exchange("upload"), "the upload"),
                help: oneKindOfNumbers(facts))
        ]
    }

    /// The axes that work with what is uploaded, by their keys.
    private enum Worker: String { case aggregate, server, digest, protect }

    /// An axis, and what the numbers can be that it works with.
    private typealias Taking = (axis: Worker, kind: String, spaces: [Signature.Space])

    private var taking: [Taking] {
        [
            (.aggregate, type(of: aggregator).component.kind, type(of: aggregator).spaces),
            (.server, type(of: server).component.kind, type(of: server).spaces),
            (.digest, type(of: digest).component.kind, type(of: digest).spaces),
        ] + guards.map { (.protect, type(of: $0).component.kind, type(of: $0).spaces) }
    }

    /// The axes that do not take what is uploaded.
    private var otherNumbers: [Taking] { taking.filter { !$0.spaces.contains(type(of: upload).space) } }

    /// What makes all of one kind of numbers: another upload, or others of the axes that do not take this one. What goes with the
    /// agents and with all else is named; where nothing does, what makes them of one kind at least.
    private func oneKindOfNumbers(_ facts: Facts) -> String {
        let choices = (uploads + [others]).compactMap { $0 }.filter(\.composition.otherNumbers.isEmpty)
        let fitting = choices.filter { $0.composition.unfit(facts).isEmpty }
        let named = (fitting.isEmpty ? choices : fitting).map { $0.changes.joined(separator: " and ") }
        return named.isEmpty ? "another method" : named.prefix(2).joined(separator: ", or ")
    }

    private typealias Advice = (changes: [String], composition: Composition)

    /// The same with another upload, each by its defaults.
    private var uploads: [Advice?] {
        // Differences want one start of all.
        language[Uploads.name].types(as: (any Upload.Type).self).filter { upload in
            !(upload is any RelativeUpload.Type) && taking.allSatisfy { $0.spaces.contains(upload.space) }
        }.map { upload in
            var copy = self
            copy.upload = upload.byDefault
            return (["upload: \(upload.component.kind)"], copy)
        }
    }

    /// The same with others of the axes that do not take the upload, each by its defaults; nil where there are none.
    private var others: Advice? {
        let space = type(of: upload).space
        var (copy, changes) = (self, [String]())
        // Of several the plainest: what keeps nothing between two meetings.
        func plainest<A>(_ all: [A], _ spaces: (A) -> [Signature.Space], _ keeps: (A) -> Bool) -> A? {
            let taking = all.filter { spaces($0).contains(space) }
            return taking.first { !keeps($0) } ?? taking.first
        }
        for odd in otherNumbers {
            switch odd.axis {
            case .aggregate:
                guard
                    let other = plainest(
                        language[Aggregators.name].types(as: (any Aggregator.Type).self), { $0.spaces },
                        { $0.keepsState })
                else { return nil }
                copy.aggregator = other.byDefault
                changes.append("aggregate: \(other.component.kind)")
            case .server:
                guard
                    let other = plainest(
                        language[Servers.name].types(as: (any Server.Type).self), { $0.spaces }, { $0.keepsState })
                else { return nil }
                copy.server = other.byDefault
                changes.append("server: \(other.component.kind)")
            case .digest:
                guard
                    let other = plainest(
                        language[Digests.name].types(as: (any Digest.Type).self), { $0.spaces }, { $0.keepsState })
                else { return nil }
                copy.digest = other.byDefault
                changes.append("digest: \(other.component.kind)")
            case .protect:
                copy.guards.removeAll { !type(of: $0).spaces.contains(space) }
                changes.append("no \(odd.kind)")
            }
        }
        return (changes, copy)
    }
}

extension Catalogue {
    /// The kinds' types, in the order of the list.
    func types<Type>(as type: Type.Type) -> [Type] { origins.compactMap { $0 as? Type } }
}

extension Axis {
    /// With what holds where nothing is written.
    fileprivate static var byDefault: Self { Self(Settings(component.fields, .object([]))) }
}
