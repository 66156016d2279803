import Config
import Experiment

extension Language {
    /// All kinds, noun by noun, and the language's rules: what `list` lists.
    var catalogues: [Choices] { Vocabulary(spec).choices + [GrammarTopic.choices] }
}
