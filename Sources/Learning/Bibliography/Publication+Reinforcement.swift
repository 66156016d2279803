public import Config

// Reinforcement learning, its worlds and its optimizers.
extension Publication {
    /// Williams, 1992.
    public static let reinforce = Publication(
        "williams1992simple", ["Williams, Ronald J."],
        "Simple statistical gradient-following algorithms for connectionist reinforcement learning",
        .journal("Machine Learning", volume: "8"), 1992, doi: "10.1007/BF00992696")

    /// Schulman et al., 2017.
    public static let proximalPolicy = Publication(
        "schulman2017proximal",
        ["Schulman, John", "Wolski, Filip", "Dhariwal, Prafulla", "Radford, Alec", "Klimov, Oleg"],
        "Proximal policy optimization algorithms", .preprint, 2017, arXiv: "1707.06347")

    /// Raffin et al., 2021.
    public static let stableBaselines = Publication(
        "raffin2021stable",
        [
            "Raffin, Antonin", "Hill, Ashley", "Gleave, Adam", "Kanervisto, Anssi", "Ernestus, Maximilian",
            "Dormann, Noah",
        ],
        "Stable-Baselines3: Reliable reinforcement learning implementations",
        .journal("Journal of Machine Learning Research", volume: "22"), 2021)

    /// Mnih et al., 2015.
    public static let deepQ = Publication(
        "mnih2015human", ["Mnih, Volodymyr", "Kavukcuoglu, Koray", "Silver, David", "others"],
        "Human-level control through deep reinforcement learning", .journal("Nature", volume: "518"), 2015,
        doi: "10.1038/nature14236")

    /// van Hasselt et al., 2016.
    public static let doubleQ = Publication(
        "vanhasselt2016deep", ["van Hasselt, Hado", "Guez, Arthur", "Silver, David"],
        "Deep reinforcement learning with double Q-learning", .proceedings("AAAI"), 2016, arXiv: "1509.06461")

    /// Lillicrap et al., 2016.
    public static let deepDeterministic = Publication(
        "lillicrap2016continuous",
        [
            "Lillicrap, Timothy P.", "Hunt, Jonathan J.", "Pritzel, Alexander", "Heess, Nicolas", "Erez, Tom",
            "Tassa, Yuval", "Silver, David", "Wierstra, Daan",
        ],
        "Continuous control with deep reinforcement learning", .proceedings("ICLR"), 2016, arXiv: "1509.02971")

    /// Rusu et al., 2016.
    public static let policyDistillation = Publication(
        "rusu2016policy",
        [
            "Rusu, Andrei A.", "Colmenarejo, Sergio Gomez", "Gulcehre, Caglar", "Desjardins, Guillaume",
            "Kirkpatrick, James", "Pascanu, Razvan", "Mnih, Volodymyr", "Kavukcuoglu, Koray", "Hadsell, Raia",
        ],
        "Policy distillation", .proceedings("ICLR"), 2016, arXiv: "1511.06295")

    /// Azar et al., 2017.
    public static let minimaxRegret = Publication(
        "azar2017minimax", ["Azar, Mohammad Gheshlaghi", "Osband, Ian", "Munos, Rémi"],
        "Minimax regret bounds for reinforcement learning", .proceedings("ICML"), 2017, arXiv: "1703.05449")

    /// Maurer and Pontil, 2009.
    public static let empiricalBernstein = Publication(
        "maurer2009empirical", ["Maurer, Andreas", "Pontil, Massimiliano"],
        "Empirical Bernstein bounds and sample-variance penalization", .proceedings("COLT"), 2009, arXiv: "0907.3740")

    /// Jin et al., 2018.
    public static let provablyEfficient = Publication(
        "jin2018is", ["Jin, Chi", "Allen-Zhu, Zeyuan", "Bubeck, Sébastien", "Jordan, Michael I."],
        "Is Q-learning provably efficient?", .proceedings("NeurIPS"), 2018, arXiv: "1807.03765")

    /// Sutton, 1988.
    public static let temporalDifferences = Publication(
        "sutton1988learning", ["Sutton, Richard S."], "Learning to predict by the methods of temporal differences",
        .journal("Machine Learning", volume: "3"), 1988, doi: "10.1007/BF00115009")

    /// Watkins and Dayan, 1992.
    public static let qLearning = Publication(
        "watkins1992q", ["Watkins, Christopher J. C. H.", "Dayan, Peter"], "Q-learning",
        .journal("Machine Learning", volume: "8"), 1992, doi: "10.1007/BF00992698")

    /// Rummery and Niranjan, 1994.
    public static let connectionistQ = Publication(
        "rummery1994line", ["Rummery, G. A.", "Niranjan, M."], "On-line Q-learning using connectionist systems",
        .report("Cambridge University Engineering Department, CUED/F-INFENG/TR 166"), 1994)

    /// Perkins and Precup, 2002.
    public static let approximatePolicyIteration = Publication(
        "perkins2002convergent", ["Perkins, Theodore J.", "Precup, Doina"],
        "A convergent form of approximate policy iteration", .proceedings("NeurIPS"), 2002)

    /// Barto et al., 1983.
    public static let neuronlikeElements = Publication(
        "barto1983neuronlike", ["Barto, Andrew G.", "Sutton, Richard S.", "Anderson, Charles W."],
        "Neuronlike adaptive elements that can solve difficult learning control problems",
        .journal("IEEE Transactions on Systems, Man, and Cybernetics", volume: "13", issue: "5"), 1983,
        doi: "10.1109/TSMC.1983.6313077")

    /// Todorov et al., 2012.
    public static let mujoco = Publication(
        "todorov2012mujoco", ["Todorov, Emanuel", "Erez, Tom", "Tassa, Yuval"],
        "MuJoCo: A physics engine for model-based control", .proceedings("IROS"), 2012,
        doi: "10.1109/IROS.2012.6386109")

    /// Sutton, 1996.
    public static let coarseCoding = Publication(
        "sutton1996generalization", ["Sutton, Richard S."],
        "Generalization in reinforcement learning: Successful examples using sparse coarse coding",
        .proceedings("NIPS"), 1996)

    /// Sutton and Barto, 1998.
    public static let introduction = Publication(
        "sutton1998reinforcement", ["Sutton, Richard S.", "Barto, Andrew G."],
        "Reinforcement learning: An introduction",
        .book("MIT Press"), 1998)

    /// Moore, 1990.
    public static let memoryBasedLearning = Publication(
        "moore1990efficient", ["Moore, Andrew W."], "Efficient memory-based learning for robot control",
        .thesis("University of Cambridge"), 1990, doi: "10.48456/tr-209")

    /// Towers et al., 2024.
    public static let gymnasium = Publication(
        "towers2024gymnasium", ["Towers, Mark", "others"],
        "Gymnasium: A standard interface for reinforcement learning environments", .preprint, 2024,
        arXiv: "2407.17032")

    /// Kingma and Ba, 2015.
    public static let adam = Publication(
        "kingma2015adam", ["Kingma, Diederik P.", "Ba, Jimmy"], "Adam: A method for stochastic optimization",
        .proceedings("ICLR"), 2015, arXiv: "1412.6980")

    /// Loshchilov and Hutter, 2019.
    public static let decoupledDecay = Publication(
        "loshchilov2019decoupled", ["Loshchilov, Ilya", "Hutter, Frank"], "Decoupled weight decay regularization",
        .proceedings("ICLR"), 2019, arXiv: "1711.05101")

    /// Loshchilov and Hutter, 2017.
    public static let warmRestarts = Publication(
        "loshchilov2017sgdr", ["Loshchilov, Ilya", "Hutter, Frank"],
        "SGDR: Stochastic gradient descent with warm restarts", .proceedings("ICLR"), 2017, arXiv: "1608.03983")

    /// Robbins and Monro, 1951.
    public static let stochasticApproximation = Publication(
        "robbins1951stochastic", ["Robbins, Herbert", "Monro, Sutton"], "A stochastic approximation method",
        .journal("The Annals of Mathematical Statistics", volume: "22", issue: "3"), 1951,
        doi: "10.1214/aoms/1177729586")

    /// Polyak, 1964.
    public static let heavyBall = Publication(
        "polyak1964some", ["Polyak, Boris T."], "Some methods of speeding up the convergence of iteration methods",
        .journal("USSR Computational Mathematics and Mathematical Physics", volume: "4", issue: "5"), 1964,
        doi: "10.1016/0041-5553(64)90137-5")
}
