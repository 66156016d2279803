public import Config

extension Language {
    /// Worlds, learners, and what those are made of.
    public static let learning = Language.certain { () throws(DuplicateKind) in
        try Language()
            .adding(Catalogue(Environments.name, Environments.all))
            .adding(Catalogue(Learners.name, Learners.all))
            .adding(Catalogue(Optimizers.name, Optimizers.all))
            .adding(Catalogue(Decays.name, Decays.all))
    }
}
