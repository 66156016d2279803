public import Config

/// What can go wrong in an exchange: one line each.
public enum Faults {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Fault>("fault")

    /// Every fault.
    static let all: [any Fault.Type] = [
        Dropout.self,
        Straggling.self,
        Byzantine.self,
    ]
}
