public import Determinism

extension RandomStream {
    /// Normal with mean 0 and variance 1. Draws four words.
    ///
    /// √(−2 ln(1 − u)) cos 2πv, u and v uniform on [0, 1) (Box & Muller 1958).
    public mutating func normal() -> Double {
        let radius = (-2 * Elementary.log(1 - uniform())).squareRoot()
        return radius * Elementary.cos(2 * Double.pi * uniform())
    }
}
