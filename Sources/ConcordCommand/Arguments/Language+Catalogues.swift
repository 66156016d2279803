import Config
import Experiment

extension Language {
    /// All kinds, noun by noun, and the language's rules: what `list` lists.
    var catalogues: [Choices] { Vocabulary(spec).choices + [GrammarTopic.choices] }

    /// The catalogue of a noun, singular or plural; nil where there is none.
    func catalogue(named noun: String) -> Choices? { catalogues.first { Vocabulary.isSpelling(noun, of: $0.noun) } }
}
