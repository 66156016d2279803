import Config
import Numerics

extension InvertedPendulum {
    /// What moves: mass, and moment of inertia about an axis across through the center of mass.
    struct Capsule {
        var mass: Double
        var inertia: Double

        /// The pole's center of mass across, at angle 0, in m: the model's pole ends 1 mm beside the hinge's vertical.
        fileprivate static let lean = 0.0005

        /// The model's pole, as long as its axis from the hinge up.
        static func pole(height: Double, density: Double) -> Capsule {
            let length = (4 * (lean * lean) + height * height).squareRoot()
            return Capsule(length: length, radius: 0.049, density: density)
        }

        /// A cylinder with half a ball at either end.
        init(length: Double, radius: Double, density: Double) {
            let middle = density * (Double.pi * (radius * radius) * length)
            let ends = density * (4.0 / 3.0 * Double.pi * (radius * radius * radius))
            mass = middle + ends
            inertia =
                middle * (3 * (radius * radius) + length * length) / 12
                + ends * (0.4 * (radius * radius) + length * (3 * radius + 2 * length) / 8)
        }
    }

    /// The model: M(q) q̈ = f + bias + Jᵀλ for q = (x, θ), with M = (total, c; c, inertia), c = ∂²(kinetic energy)/∂ẋ∂θ̇.
    struct Mechanics {
        private let gravity: Double
        private let damping: (cart: Double, hinge: Double)
        /// Both masses; the pole's moment of inertia about the hinge; its mass times its center's place along and across.
        private let (total, inertia, along, across): (Double, Double, Double, Double)
        private let stops: (cart: Stop, hinge: Stop)

        init(_ settings: Settings, cart: Capsule, pole: Capsule) {
            let (height, lean) = (settings.number("pole_length") / 2, Capsule.lean)
            gravity = settings.number("gravity")
            damping = (settings.number("cart_damping"), settings.number("hinge_damping"))
            total = cart.mass + pole.mass
            inertia = pole.inertia + pole.mass * (lean * lean + height * height)
            along = pole.mass * height
            across = pole.mass * lean
            let determinant = total * inertia - along * along
            let timeStep = settings.number("time_step")
            stops = (
                Stop(limit: settings.number("rail_limit"), inverseInertia: inertia / determinant, timeStep: timeStep),
                Stop(limit: Double.pi / 2, inverseInertia: total / determinant, timeStep: timeStep)
            )
        }

        /// d/dt of (x, θ, ẋ, θ̇) under a force on the cart.
        @inline(__always)
        func derivative(_ y: SIMD4<Double>, _ force: Double) -> SIMD4<Double> {
            let (sine, cosine) = Elementary.sinCos(y[1])
            let coupling = along * cosine - across * sine
            let swing = along * sine + across * cosine
            let drive = force - damping.cart * y[2] + swing * (y[3] * y[3])
            let moment = gravity * swing - damping.hinge * y[3]
            let scale = 1 / (total * inertia - coupling * coupling)
            let inverse = (cart: inertia * scale, both: -coupling * scale, hinge: total * scale)
            let free = SIMD2(
                inverse.cart * drive + inverse.both * moment, inverse.both * drive + inverse.hinge * moment)
            let isFree = abs(y[0]) <= stops.cart.limit && abs(y[1]) <= stops.hinge.limit
            let acceleration = isFree ? free : stopped(y, free, inverse)
            return SIMD4(y[2], y[3], acceleration[0], acceleration[1])
        }

        /// The accelerations with the forces of the stops that are reached.
        ///
        /// The forces λ ≥ 0 solve λ_i = 0 or (A + R) λ = a* − J a, where A = J M⁻¹ Jᵀ: which of the two stops push is one
        /// of four cases, and exactly one of them is consistent, A + R being positive definite.
        @inline(never)
        private func stopped(
            _ y: SIMD4<Double>, _ free: SIMD2<Double>, _ inverse: (cart: Double, both: Double, hinge: Double)
        ) -> SIMD2<Double> {
            let cart = stops.cart.reached(at: y[0], y[2], free[0])
            let hinge = stops.hinge.reached(at: y[1], y[3], free[1])
            let both = inverse.both * cart.sign * hinge.sign
            let (a, b) = (inverse.cart + cart.softness, inverse.hinge + hinge.softness)
            let determinant = a * b - both * both
            var push = SIMD2(
                (b * cart.lack - both * hinge.lack) / determinant, (a * hinge.lack - both * cart.lack) / determinant)
            if cart.isFree || hinge.isFree || push[0] < 0 || push[1] < 0 {
                push = SIMD2(cart.isFree ? 0 : max(0, cart.lack / a), 0)
                if !hinge.isFree && hinge.lack > both * push[0] { push = SIMD2(0, max(0, hinge.lack / b)) }
            }
            let (force, moment) = (cart.sign * push[0], hinge.sign * push[1])
            return free
                + SIMD2(inverse.cart * force + inverse.both * moment, inverse.both * force + inverse.hinge * moment)
        }
    }

    /// MuJoCo's soft constraint at both ends of a joint's range, with its default parameters, which are the model's.
    private struct Stop {
        /// solref: the time constant, at least two steps of integration as MuJoCo has it, and no oscillation.
        /// solimp: the impedance at the stop and a `width` behind it, a smooth step between them.
        private static let (timeConstant, atLeast, atMost, width) = (0.02, 0.9, 0.95, 0.001)

        let limit: Double
        /// What a unit of force accelerates the joint by at angle 0.
        private let inverseInertia: Double
        private let stiffness: Double
        private let damping: Double

        init(limit: Double, inverseInertia: Double, timeStep: Double) {
            self.limit = limit
            self.inverseInertia = inverseInertia
            let time = Self.atMost * max(Self.timeConstant, 2 * timeStep)
            stiffness = 1 / (time * time)
            damping = 2 / time
        }

        /// Where the joint has passed a stop: the direction it pushes in, its regularization R, and how far the
        /// acceleration in that direction falls behind the reference a* = −b v − k d r.
        func reached(
            at position: Double, _ velocity: Double, _ acceleration: Double
        ) -> (isFree: Bool, sign: Double, softness: Double, lack: Double) {
            guard abs(position) > limit else { return (true, 0, 0, 0) }
            let sign: Double = position > 0 ? -1 : 1
            let gap = limit - abs(position)
            let depth = min(-gap / Self.width, 1)
            let rise = depth <= 0.5 ? 2 * (depth * depth) : 1 - 2 * ((1 - depth) * (1 - depth))
            let impedance = Self.atLeast + rise * (Self.atMost - Self.atLeast)
            let reference = -damping * (sign * velocity) - stiffness * impedance * gap
            return (false, sign, (1 - impedance) * inverseInertia / impedance, reference - sign * acceleration)
        }
    }
}
