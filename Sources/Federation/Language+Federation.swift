public import Config
import Learning

extension Language {
    /// Methods and their axes, beside all that learning has.
    public static let federation = Language.certain { () throws(DuplicateKind) in
        try Language.learning
            .adding(Catalogue(Uploads.name, Uploads.all))
            .adding(Catalogue(Aggregators.name, Aggregators.all))
            .adding(Catalogue(Triggers.name, Triggers.all))
            .adding(Catalogue(Events.name, Events.all))
            .adding(Catalogue(Topologies.name, Topologies.all))
            .adding(Catalogue(Weightings.name, Weightings.all))
            .adding(Catalogue(Servers.name, Servers.all))
            .adding(Catalogue(Guards.name, Guards.all))
            .adding(Catalogue(Digests.name, Digests.all))
            .adding(Catalogue(Participations.name, Participations.all))
            .adding(Catalogue(Faults.name, Faults.all))
            .adding(Catalogue(Attacks.name, Attacks.all))
            .adding(Methods.catalogue(Methods.all))
    }

    /// Methods; a choice of one makes the axes it names.
    public var methods: Catalogue<Composition?> { self[Methods.name] }

    /// The exchanges that a list of methods makes, in order.
    public func compositions(of federation: [Choice]) -> [Composition] {
        let methods = methods
        return federation.compactMap { methods.make($0) }
    }
}
