public import Config

/// What can protect uploads: one line each.
public enum Guards {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Guard>("guard")

    /// Every guard.
    static let all: [any Guard.Type] = [
        Clip.self,
        Gaussian.self,
        Quantize.self,
        Mask.self,
        Seal.self,
    ]
}
