public import Config
import Learning

extension Language {
    /// Methods and their axes, beside all that learning has.
    public static let federation = Language.certain { () throws(DuplicateKind) in
        try Language.learning
            .adding(Catalogue(Uploads.name, Uploads.all))
            .adding(Catalogue(Aggregators.name, Aggregators.all))
            .adding(Catalogue(Digests.name, Digests.all))
            .adding(Catalogue(Faults.name, Faults.all))
            .adding(Methods.catalogue(Methods.all))
    }
}
