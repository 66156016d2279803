public import Config

// Federated reinforcement learning: authors, years and numbers as publishers and preprint servers state them.
extension Publication {
    /// Jiang et al., 2025.
    public static let fedHPD = Publication(
        "jiang2025fedhpd",
        ["Jiang, Wenzheng", "Wang, Ji", "Zhang, Xiongtao", "Bao, Weidong", "Tan, Cheston", "Fan, Flint Xiaofeng"],
        "FedHPD: Heterogeneous federated reinforcement learning via policy distillation", .proceedings("AAMAS"), 2025,
        arXiv: "2502.00870")

    /// Jin et al., 2022.
    public static let environmentHeterogeneity = Publication(
        "jin2022federated", ["Jin, Hao", "Peng, Yang", "Yang, Wenhao", "Wang, Shusen", "Zhang, Zhihua"],
        "Federated reinforcement learning with environment heterogeneity", .proceedings("AISTATS"), 2022,
        arXiv: "2204.02634")

    /// Hwang and Hong, 2025.
    public static let heterogeneousEnvironments = Publication(
        "hwang2025federated", ["Hwang, Ukjo", "Hong, Songnam"],
        "Federated reinforcement learning in heterogeneous environments", .preprint, 2025, arXiv: "2507.14487")

    /// Cha et al., 2019.
    public static let proxyExperienceMemory = Publication(
        "cha2019federated", ["Cha, Han", "Park, Jihong", "Kim, Hyesung", "Kim, Seong-Lyun", "Bennis, Mehdi"],
        "Federated reinforcement distillation with proxy experience memory", .preprint, 2019, arXiv: "1907.06536")

    /// Cha et al., 2020.
    public static let proxyExperienceReplay = Publication(
        "cha2020proxy", ["Cha, Han", "Park, Jihong", "Kim, Hyesung", "Bennis, Mehdi", "Kim, Seong-Lyun"],
        "Proxy experience replay: Federated distillation for distributed reinforcement learning",
        .journal("IEEE Intelligent Systems", volume: "35", issue: "4"), 2020, arXiv: "2005.06105")

    /// Labbi et al., 2025.
    public static let federatedPolicyGradient = Publication(
        "labbi2025global", ["Labbi, Safwan", "Mangold, Paul", "Tiapkin, Daniil", "Moulines, Eric"],
        "On global convergence rates for federated policy gradient under heterogeneous environment", .preprint, 2025,
        arXiv: "2505.23459")

    /// Labbi et al., 2025.
    public static let federatedUCBVI = Publication(
        "labbi2025federated",
        ["Labbi, Safwan", "Tiapkin, Daniil", "Mancini, Lorenzo", "Mangold, Paul", "Moulines, Eric"],
        "Federated UCBVI: Communication-efficient federated regret minimization with heterogeneous agents",
        .proceedings("AISTATS"), 2025, arXiv: "2410.22908")

    /// Mangold et al., 2024.
    public static let scafflsa = Publication(
        "mangold2024scafflsa",
        [
            "Mangold, Paul", "Samsonov, Sergey", "Labbi, Safwan", "Levin, Ilya", "Alami, Reda", "Naumov, Alexey",
            "Moulines, Eric",
        ],
        "SCAFFLSA: Taming heterogeneity in federated linear stochastic approximation and TD learning",
        .proceedings("NeurIPS"), 2024, arXiv: "2402.04114")

    /// Mangold et al., 2025.
    public static let federatedSarsa = Publication(
        "mangold2025convergence", ["Mangold, Paul", "Berthier, Eloïse", "Moulines, Eric"],
        "Convergence guarantees for federated SARSA with local training and heterogeneous agents", .preprint, 2025,
        arXiv: "2512.17688")

    /// Zheng et al., 2024.
    public static let federatedQLearning = Publication(
        "zheng2024federated", ["Zheng, Zhong", "Gao, Fengyu", "Xue, Lingzhou", "Yang, Jing"],
        "Federated Q-learning: Linear regret speedup with low communication cost", .proceedings("ICLR"), 2024,
        arXiv: "2312.15023")

    /// Woo et al., 2023.
    public static let blessingOfHeterogeneity = Publication(
        "woo2023blessing", ["Woo, Jiin", "Joshi, Gauri", "Chi, Yuejie"],
        "The blessing of heterogeneity in federated Q-learning: Linear speedup and beyond", .proceedings("ICML"), 2023,
        arXiv: "2305.10697")

    /// Mak et al., 2024.
    public static let caesar = Publication(
        "mak2024caesar",
        [
            "Mak, Hei Yi", "Fan, Flint Xiaofeng", "Lanzendörfer, Luca A.", "Tan, Cheston", "Ooi, Wei Tsang",
            "Wattenhofer, Roger",
        ],
        "CAESAR: Enhancing federated RL in heterogeneous MDPs through convergence-aware sampling with screening",
        .preprint, 2024, arXiv: "2403.20156")

    /// Fan et al., 2021.
    public static let byzantineFaultTolerance = Publication(
        "fan2021fault",
        [
            "Fan, Flint Xiaofeng", "Ma, Yining", "Dai, Zhongxiang", "Jing, Wei", "Tan, Cheston",
            "Low, Bryan Kian Hsiang",
        ],
        "Fault-tolerant federated reinforcement learning with theoretical guarantee", .proceedings("NeurIPS"), 2021,
        arXiv: "2110.14074")

    /// Jordan et al., 2024.
    public static let decentralizedPolicyGradient = Publication(
        "jordan2024decentralized",
        ["Jordan, Philip", "Grötschla, Florian", "Fan, Flint Xiaofeng", "Wattenhofer, Roger"],
        "Decentralized federated policy gradient with Byzantine fault-tolerance and provably fast convergence",
        .proceedings("AAMAS"), 2024, arXiv: "2401.03489")

    /// Xiong et al., 2025.
    public static let personalizedRepresentations = Publication(
        "xiong2025linear", ["Xiong, Guojun", "Wang, Shufan", "Jiang, Daniel", "Li, Jian"],
        "On the linear speedup of personalized federated reinforcement learning with shared representations",
        .proceedings("ICLR"), 2025, arXiv: "2411.15014")

    /// Xie and Song, 2023.
    public static let fedKL = Publication(
        "xie2023fedkl", ["Xie, Zhijie", "Song, Shenghui"],
        "FedKL: Tackling data heterogeneity in federated reinforcement learning by penalizing KL divergence",
        .journal("IEEE Journal on Selected Areas in Communications", volume: "41", issue: "4"), 2023,
        arXiv: "2204.08125", doi: "10.1109/JSAC.2023.3242734")

    /// Na et al., 2023.
    public static let roboticSwarms = Publication(
        "na2023federated",
        [
            "Na, Seongin", "Rouček, Tomáš", "Ulrich, Jiří", "Pikman, Jan", "Krajník, Tomáš", "Lennox, Barry",
            "Arvin, Farshad",
        ],
        "Federated reinforcement learning for collective navigation of robotic swarms",
        .journal("IEEE Transactions on Cognitive and Developmental Systems", volume: "15", issue: "4"), 2023,
        arXiv: "2202.01141")

    /// Liang et al., 2019.
    public static let autonomousDriving = Publication(
        "liang2019federated", ["Liang, Xinle", "Liu, Yang", "Chen, Tianjian", "Liu, Ming", "Yang, Qiang"],
        "Federated transfer reinforcement learning for autonomous driving", .preprint, 2019, arXiv: "1910.06001")

    /// Liu et al., 2019.
    public static let lifelong = Publication(
        "liu2019lifelong", ["Liu, Boyi", "Wang, Lujia", "Liu, Ming"],
        "Lifelong federated reinforcement learning: A learning architecture for navigation in cloud robotic systems",
        .journal("IEEE Robotics and Automation Letters", volume: "4", issue: "4"), 2019, arXiv: "1901.06455")

    /// Nadiger et al., 2019.
    public static let fastPersonalization = Publication(
        "nadiger2019federated", ["Nadiger, Chetan", "Kumar, Anil", "Abdelhak, Sherine"],
        "Federated reinforcement learning for fast personalization", .proceedings("AIKE"), 2019)

    /// Cao et al., 2022.
    public static let openRadioAccess = Publication(
        "cao2022user", ["Cao, Yang", "Lien, Shao-Yu", "Liang, Ying-Chang", "Chen, Kwang-Cheng", "Shen, Xuemin"],
        "User access control in open radio access networks: A federated deep reinforcement learning approach",
        .journal("IEEE Transactions on Wireless Communications", volume: "21", issue: "6"), 2022)

    /// Wang et al., 2024.
    public static let navigationOfAircraft = Publication(
        "wang2024decentralized",
        [
            "Wang, Pengfei", "Yang, Hao", "Han, Guangjie", "Yu, Ruiyun", "Yang, Leyou", "Sun, Geng", "Qi, Heng",
            "Wei, Xiaopeng", "Zhang, Qiang",
        ],
        "Decentralized navigation with heterogeneous federated reinforcement learning for UAV-enabled mobile edge "
            + "computing", .journal("IEEE Transactions on Mobile Computing", volume: "23", issue: "12"), 2024,
        doi: "10.1109/TMC.2024.3439696")

    /// Gupta and Fernando, 2024.
    public static let cellularVehicles = Publication(
        "gupta2024federated", ["Gupta, Abhishek", "Fernando, Xavier"],
        "Federated reinforcement learning for collaborative intelligence in UAV-assisted C-V2X communications",
        .journal("Drones", volume: "8", issue: "7"), 2024, doi: "10.3390/drones8070321")

    /// Pang et al., 2026.
    public static let observationNormalization = Publication(
        "pang2026personalized", ["Pang, Yiran", "Ni, Zhen", "Zhong, Xiangnan"],
        "Personalized observation normalization for federated reinforcement learning in simulation environments "
            + "with heterogeneity", .preprint, 2026, arXiv: "2605.27385")

    /// Qi et al., 2021.
    public static let survey = Publication(
        "qi2021federated", ["Qi, Jiaju", "Zhou, Qihao", "Lei, Lei", "Zheng, Kan"],
        "Federated reinforcement learning: Techniques, applications, and open challenges", .preprint, 2021,
        arXiv: "2108.11887")
}
