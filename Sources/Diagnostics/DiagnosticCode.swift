/// Every diagnostic there is. The raw value is what users see, search for and filter by: never change one.
///
/// `explanation` is exhaustive, so a code without one does not compile.
public enum DiagnosticCode: String, Sendable, CaseIterable {
    // The file
    case unreadableFile = "file/unreadable"
    case emptyFile = "file/empty"
    case oversizedFile = "file/too-large"
    case malformedText = "file/not-text"

    // YAML
    case yamlSyntax = "yaml/syntax"
    case tabIndentation = "yaml/tab"
    case hiddenCharacter = "yaml/hidden-character"
    case severalDocuments = "yaml/several-documents"
    case duplicateKey = "yaml/duplicate-key"
    case keyNotText = "yaml/key-not-text"
    case tag = "yaml/tag"
    case tooDeep = "yaml/too-deep"
    case tooManyNodes = "yaml/too-many-values"
    case unknownAnchor = "yaml/unknown-anchor"
    case cyclicAnchor = "yaml/cyclic-anchor"
    case unusedAnchor = "yaml/unused-anchor"
    case mergeNotMapping = "yaml/merge-not-mapping"

    // The language
    case unknownKey = "spec/unknown-key"
    case missingKey = "spec/missing-key"
    case wrongType = "spec/wrong-type"
    case outOfRange = "spec/out-of-range"
    case outOfOrder = "spec/out-of-order"
    case unknownWord = "spec/unknown-word"
    case unknownKind = "spec/unknown-kind"
    case notOneKind = "spec/not-one-kind"
    case listLength = "spec/list-length"
    case badName = "spec/bad-name"
    case writtenTwice = "spec/written-twice"
    case rangeNotAllowed = "spec/range-not-allowed"
    case notAvailable = "spec/not-available"
    case retiredKey = "spec/retired-key"
    case withoutEffect = "spec/without-effect"

    // Ranges
    case malformedRange = "range/malformed"
    case rangeReachesIllegal = "range/reaches-illegal-values"
    case rangeWithoutNominal = "range/no-nominal"
    case rangeSource = "range/unknown-source"

    // Edits
    case unknownPath = "edit/unknown-path"
    case editMeetsNothing = "edit/meets-nothing"
    case sweepNeverApplies = "edit/sweep-never-applies"
    case sweepShape = "edit/sweep-shape"
    case tooManyArms = "edit/too-many-arms"

    // Files a spec names
    case missingInput = "file/missing-input"
    case fileChanged = "file/changed"
    case initialUnfit = "initial/unfit"
    case adaptationUnfit = "adaptation/unfit"

    // Time
    case timeNotInRounds = "time/not-in-rounds"
    case malformedSeeds = "seeds/malformed"

    // Agents
    case duplicateAgent = "agent/duplicate-name"
    case unknownMember = "agent/unknown-member"
    case unknownNetwork = "agent/unknown-network"
    case activationCount = "network/activations"
    case learnerUnfit = "learner/unfit-spaces"
    case learnerRoundUnit = "learner/round-unit"
    case noReplicas = "learner/no-replicas"
    case optimizerUnfit = "optimizer/unfit"
    case decayUnfit = "optimizer/decay-unfit"

    // Federation
    case duplicateExchange = "federation/duplicate-name"
    case needsPublicStates = "federation/needs-public-states"
    case unequalSpaces = "federation/unequal-spaces"
    case exchangeNeverFires = "federation/never-fires"
    case fewParticipants = "federation/one-participant"
    case beyondTolerance = "federation/beyond-tolerance"
    case unfitAxes = "federation/unfit-axes"
    case unequalParts = "federation/unequal-architectures"
    case unknownPart = "federation/unknown-part"
    case ownPartsAveraged = "federation/own-parts-averaged"
    case misfit = "federation/misfit"
    case startUnfit = "federation/unfit-start"
    case learnerTakesNoPart = "federation/unfit-learner"
    case methodConflict = "method/conflict"
    case publicStatesWidth = "stage/wrong-components"
    case unfitStates = "stage/unfit-states"
    case snapshotsOutside = "stage/snapshots-outside-training"

    // The study
    case duplicateMeasure = "measure/duplicate-name"
    case measureSilent = "measure/silent"
    case measureNeedsEvaluation = "measure/needs-evaluation"
    case unknownWorlds = "worlds/unknown-set"
    case reservedWorlds = "worlds/reserved-name"
    case unequalWorlds = "worlds/unequal-spaces"
    case unusedWorlds = "worlds/unused"
    case fewEpisodes = "evaluation/few-episodes"
    case noModel = "evaluation/no-model"
    case evaluationUnfit = "evaluation/unfit"
    case measureUnfit = "measure/unfit"
    case unknownStopMeasure = "stop/unknown-measure"
    case stopNeedsThreshold = "stop/no-threshold"
    case nameTaken = "checkpoint/name-taken"
    case largeCheckpoint = "checkpoint/too-large"
    case largeMemory = "study/memory"
    case longName = "study/long-name"
    case longStudy = "study/long"
    case manyCells = "study/many-cells"
    case otherEngine = "plan/other-engine"
}
