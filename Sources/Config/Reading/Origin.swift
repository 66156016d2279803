public import Diagnostics

/// Where a resolved value comes from.
public struct Origin: Sendable, Equatable {
    /// Which part of the language put the value there.
    public var layer: Layer
    /// Where it is written; nil for defaults.
    public var span: SourceSpan?
    /// The alias or merge key that brought it here, where the value itself stands at an anchor.
    public var alias: SourceSpan?

    /// The parts of the language that set values.
    public enum Layer: Sendable, Equatable {
        /// Written in the body of the spec.
        case file
        /// A field's default.
        case byDefault
        /// Required by a method.
        case method(String)
        /// Set by an arm.
        case arm(String)
        /// Set by a level of a sweep factor.
        case sweep(factor: String)
        /// Drawn from a range that is written at the span.
        case drawn
    }

    /// A place in a part of the language, perhaps reached by an alias.
    public init(_ layer: Layer, span: SourceSpan? = nil, alias: SourceSpan? = nil) {
        self.layer = layer
        self.span = span
        self.alias = alias
    }

    /// What holds where nothing is written.
    public static let byDefault = Origin(.byDefault)
}

extension Origin: CustomStringConvertible {
    /// `cartpole.yaml:12:7`, `default`, `arm d10 (cartpole.yaml:40:8)`, `drawn from cartpole.yaml:9:30`.
    public var description: String {
        var place = span?.description ?? "unknown place"
        if let alias { place += ", used at \(alias)" }
        return switch layer {
        case .file: place
        case .byDefault: "default"
        case .method(let name): "method \(name)" + (span == nil ? "" : " (\(place))")
        case .arm(let name): "arm \(name) (\(place))"
        case .sweep(let factor): "sweep \(factor) (\(place))"
        case .drawn: span == nil ? "drawn" : "drawn from \(place)"
        }
    }
}
