// Learners of known finite worlds by hand: sampled softmax policy gradients, Fed-UCBVI and FedSARSA, Float64.
//
//   cc -O3 -march=native -o finite finite.c -lm
//   ./finite gradient GENERATOR            two agents in the two-type worlds of seven states and four actions, each with five updates
//                                          of twenty trajectories of twenty steps, then averaged
//   ./finite ucbvi GENERATOR EPISODES      ten agents in one world of five states, five actions and four steps, which sum up what
//                                          they saw and plan together where some agent's visits have doubled since; so many
//                                          episodes between two looks
//   ./finite sarsa GENERATOR STEPS         a hundred agents in Garnet worlds of ten states, three actions and two successors, each on the
//                                          softmax policy of its own values; so many steps between two averages
//
// GENERATOR = philox   Philox4x32-10, eight counters at once, a stream for every update's worlds and actions, for every episode, or for
//                      every agent's steps between two averages
//             quick    splitmix64
// Draws, probabilities as running sums, and tables are as many as Concord's. Nothing is recorded.
#include "common.h"

static int quick;
static double draws[1024];

// `count` uniform numbers of 53 bits, two words each: the first of a stream of their own.
typedef uint64_t U8 __attribute__((vector_size(64)));
INLINE void fill(int count, uint64_t key, uint32_t a, uint32_t b, uint64_t *seed) {
    if (quick) {
        for (int i = 0; i < count; i++) draws[i] = uniform(seed);
        return;
    }
    for (int first = 0; first < count; first += 16) {
        U8 x[4] = {(U8){0, 1, 2, 3, 4, 5, 6, 7} + first / 2, (U8){} + a, (U8){} + b, (U8){} + 3};
        uint64_t low = key & 0xffffffff, high = key >> 32;
        UNROLL for (int i = 0; i < 10; i++) {
            U8 p = (x[0] & 0xffffffff) * 0xD2511F53, q = (x[2] & 0xffffffff) * 0xCD9E8D57;
            x[0] = ((q >> 32) ^ x[1] ^ low) & 0xffffffff, x[1] = q, x[2] = ((p >> 32) ^ x[3] ^ high) & 0xffffffff, x[3] = p;
            low += 0x9E3779B9, high += 0xBB67AE85, low &= 0xffffffff, high &= 0xffffffff;
        }
        for (int i = 0; i < 8; i++) {
            draws[first + 2 * i] = ((x[0][i] << 32 | (x[1][i] & 0xffffffff)) >> 11) * 0x1p-53;
            draws[first + 2 * i + 1] = ((x[2][i] << 32 | (x[3][i] & 0xffffffff)) >> 11) * 0x1p-53;
        }
    }
}
INLINE int drawn(double draw, const double *sums) {
    int position = 0;
    while (draw >= sums[position]) position++;
    return position;
}

// Sampled softmax policy gradients.
enum { AGENTS = 2, STATES = 7, ACTIONS = 4, PAIRS = STATES * ACTIONS, UPDATES = 5, PATHS = 20, LENGTH = 20 };
static const double DISCOUNT = 0.99, RATE = 0.01;
static const int tenths[15][4] = {{8, 2, 0, 0}, {7, 2, 1, 0}, {2, 8, 0, 0}, {9, 1, 0, 0}, {6, 2, 2, 0}, {5, 2, 2, 1}, {6, 2, 1, 1},
                                  {1, 0, 9, 0}, {1, 4, 5, 0}, {0, 5, 4, 1}, {4, 0, 3, 3}, {0, 1, 1, 8}, {5, 3, 0, 2}, {0, 1, 8, 1},
                                  {2, 2, 2, 4}};
static const double given[PAIRS] = {0,    0,    0,   0, 1,   1,   1, 1, 1,   1,   1,    1, 0.1, 0.2,
                                    0,    0,    0.05, 0.05, 0.1, 0, 0.1, 0.1, 0, 0, 0.1, 0.2, 0.05, 0};
typedef struct { int count, next[4]; double sums[4]; } row;
static row rows[AGENTS][PAIRS];

static void two_types(void) {
    static const int leads[AGENTS][4] = {{0, 0, 1, 1}, {2, 2, 0, 0}};
    for (int c = 0; c < AGENTS; c++)
        for (int pair = 0; pair < PAIRS; pair++) {
            row *r = &rows[c][pair];
            if (pair < 12) *r = (row){1, {pair < 4 ? leads[c][pair] : pair / 4}, {2}};
            else if (pair == PAIRS - 1) *r = (row){2, {0, 6}, {0.9, 2}};
            else {
                double sum = 0;
                for (int j = 0; j < 4; j++)
                    if (tenths[pair - 12][j]) r->next[r->count] = 3 + j, r->sums[r->count++] = sum += tenths[pair - 12][j] / 10.0;
                r->sums[r->count - 1] = 2;
            }
        }
}
static double gradient(long rounds) {
    static double logits[AGENTS][PAIRS], policy[PAIRS], sums[PAIRS], weights[PAIRS], powers[LENGTH];
    static const double beginnings[STATES] = {0.05, 0.1, 0.15, 0.45, 0.75, 0.95, 2};
    two_types();
    for (int t = 0; t < LENGTH; t++) powers[t] = t ? powers[t - 1] * DISCOUNT : 1;
    uint64_t seed = 9;
    double began = now();
    for (long r = 0; r < rounds; r++) {
        for (int c = 0; c < AGENTS; c++)
            for (int update = 0; update < UPDATES; update++) {
                for (int s = 0; s < STATES; s++) {
                    double *z = logits[c] + s * ACTIONS, *p = policy + s * ACTIONS, most = z[0], sum = 0;
                    for (int a = 1; a < ACTIONS; a++) most = z[a] > most ? z[a] : most;
                    for (int a = 0; a < ACTIONS; a++) sum += p[a] = exp(z[a] - most);
                    double before = 0;
                    for (int a = 0; a < ACTIONS; a++) sums[s * ACTIONS + a] = before += p[a] /= sum;
                    sums[s * ACTIONS + ACTIONS - 1] = 2;
                }
                memset(weights, 0, sizeof weights);
                double worlds[PATHS * (LENGTH + 1) + 16];
                fill(PATHS * (LENGTH + 1), 77 + c, update, r, &seed);
                memcpy(worlds, draws, sizeof(double) * PATHS * (LENGTH + 1));
                fill(PATHS * LENGTH, 99 + c, update, r, &seed);
                for (int path = 0; path < PATHS; path++) {
                    const double *w = worlds + path * (LENGTH + 1), *choice = draws + path * LENGTH;
                    int visited[LENGTH], state = drawn(*w++, beginnings);
                    for (int t = 0; t < LENGTH; t++) {
                        int pair = visited[t] = state * ACTIONS + drawn(choice[t], sums + state * ACTIONS);
                        const row *to = &rows[c][pair];
                        state = to->next[drawn(w[t], to->sums)];
                    }
                    double ahead = 0;
                    for (int t = LENGTH - 1; t >= 0; t--) weights[visited[t]] += ahead += powers[t] * given[visited[t]];
                }
                for (int s = 0; s < STATES; s++) {
                    double *w = weights + s * ACTIONS, *p = policy + s * ACTIONS, sum = 0;
                    for (int a = 0; a < ACTIONS; a++) sum += w[a];
                    for (int a = 0; a < ACTIONS; a++) logits[c][s * ACTIONS + a] += RATE * ((w[a] - p[a] * sum) / PATHS);
                }
            }
        for (int i = 0; i < PAIRS; i++) logits[0][i] = logits[1][i] = (logits[0][i] + logits[1][i]) / 2;
    }
    return (now() - began) / (rounds * (double)AGENTS * UPDATES * PATHS * LENGTH);
}

// Fed-UCBVI.
enum { CREW = 10, PLACES = 5, CHOICES = 5, HORIZON = 4, CELLS = PLACES * CHOICES, SPAN = 200 };
static double seen[CREW][HORIZON][CELLS][PLACES + 2], planned[CREW][HORIZON][CELLS], hopes[HORIZON][CELLS];
static double chances[HORIZON][CELLS][PLACES], pay[HORIZON][CELLS];
static int plan_of[HORIZON][PLACES];

static void plan(void) {
    double values[PLACES] = {0};
    for (int h = HORIZON - 1; h >= 0; h--) {
        double next[PLACES];
        for (int s = 0; s < PLACES; s++) next[s] = -1;
        for (int cell = 0; cell < CELLS; cell++) {
            double total = 0, first = 0, second = 0, square = 0;
            for (int c = 0; c < CREW; c++) {
                double *of = seen[c][h][cell], sum = 0, squares = 0;
                for (int j = 0; j < PLACES; j++) sum += of[j] * values[j], squares += of[j] * values[j] * values[j];
                total += of[PLACES], first += of[PLACES] * of[PLACES + 1] + sum, second += sum, square += squares;
                planned[c][h][cell] = of[PLACES];
            }
            double hope = HORIZON;
            if (total >= 2) {
                double variance = square / total - second / total * (second / total);
                double reach = HORIZON / total + sqrt((variance > 0 ? variance : 0) / total);
                hope = first / total + reach < HORIZON ? first / total + reach : HORIZON;
            }
            hopes[h][cell] = hope;
            int s = cell / CHOICES;
            if (hope > next[s]) next[s] = hope, plan_of[h][s] = cell % CHOICES;
        }
        memcpy(values, next, sizeof values);
    }
}
static double ucbvi(int episodes) {
    static const double beginnings[PLACES] = {0.2, 0.4, 0.6, 0.8, 2};
    uint64_t seed = 20;
    for (int h = 0; h < HORIZON; h++)
        for (int cell = 0; cell < CELLS; cell++) {
            double sum = 0, before = 0;
            for (int j = 0; j < PLACES; j++) sum += chances[h][cell][j] = -log(1 - uniform(&seed));
            for (int j = 0; j < PLACES; j++) chances[h][cell][j] = before += chances[h][cell][j] / sum;
            chances[h][cell][PLACES - 1] = 2, pay[h][cell] = uniform(&seed);
        }
    double spent = 0;
    // Runs of 2000 episodes, begun anew.
    for (int run = 0; run < SPAN; run++) {
        memset(seen, 0, sizeof seen), memset(planned, 0, sizeof planned);
        for (int h = 0; h < HORIZON; h++)
            for (int s = 0; s < PLACES; s++) plan_of[h][s] = CHOICES - 1;
        double began = now();
        for (int round = 0; round < 2000 / episodes; round++) {
            int doubled = 0;
            for (int c = 0; c < CREW; c++)
                for (int e = 0; e < episodes; e++) {
                    fill(HORIZON + 1, 77 + c, e, round, &seed);
                    int state = drawn(draws[0], beginnings);
                    for (int h = 0; h < HORIZON; h++) {
                        int cell = state * CHOICES + plan_of[h][state];
                        double *of = seen[c][h][cell];
                        state = drawn(draws[h + 1], chances[h][cell]);
                        of[state]++, of[PLACES]++, of[PLACES + 1] = pay[h][cell];
                        doubled |= of[PLACES] >= 2 * planned[c][h][cell];
                    }
                }
            if (doubled) plan();
        }
        spent += now() - began;
    }
    return spent / (SPAN * (double)(2000 / episodes) * CREW * episodes * HORIZON);
}

// FedSARSA.
enum { CROWD = 100, SPOTS = 10, MOVES = 3, BRANCHES = 2, WEIGHTS = SPOTS * MOVES };
static double sarsa(int steps) {
    static double theta[CROWD][WEIGHTS], gains[2][WEIGHTS], odds[2][WEIGHTS];
    static int leads[2][WEIGHTS][BRANCHES], spot[CROWD], move[CROWD];
    uint64_t seed = 5;
    for (int kind = 0; kind < 2; kind++)
        for (int pair = 0; pair < WEIGHTS; pair++) {
            leads[kind][pair][0] = uniform(&seed) * SPOTS, leads[kind][pair][1] = uniform(&seed) * SPOTS;
            odds[kind][pair] = uniform(&seed), gains[kind][pair] = uniform(&seed);
        }
    double began = now();
    long rounds = 20000 / steps;
    for (long round = 0; round < rounds; round++) {
        for (int c = 0; c < CROWD; c++) {
            double *q = theta[c], (*won), (*odd);
            int kind = c & 1, s = spot[c], a = move[c];
            won = gains[kind], odd = odds[kind];
            for (int first = 0; first < steps; first += 256) {
                int many = steps - first < 256 ? steps - first : 256;
                fill(2 * many, 77 + c, first, round, &seed);
                for (int step = 0; step < many; step++) {
                    int pair = s * MOVES + a, next = leads[kind][pair][draws[2 * step] >= odd[pair]];
                    const double *z = q + next * MOVES;
                    double most = z[0], sums[MOVES], sum = 0;
                    for (int i = 1; i < MOVES; i++) most = z[i] > most ? z[i] : most;
                    for (int i = 0; i < MOVES; i++) sums[i] = sum += exp((z[i] - most) * 0.5);
                    double mark = draws[2 * step + 1] * sum;
                    int choice = 0;
                    for (int i = 0; i < MOVES - 1; i++) choice += mark >= sums[i];
                    q[pair] += 0.01 * (won[pair] + 0.9 * z[choice] - q[pair]);
                    s = next, a = choice;
                }
            }
            spot[c] = s, move[c] = a;
        }
        for (int i = 0; i < WEIGHTS; i++) {
            double sum = 0;
            for (int c = 0; c < CROWD; c++) sum += theta[c][i];
            for (int c = 0; c < CROWD; c++) theta[c][i] = sum / CROWD;
        }
    }
    return (now() - began) / (rounds * (double)steps * CROWD);
}

int main(int count, char **words) {
    int isGradient = count == 3 && !strcmp(words[1], "gradient"), isPlan = count == 4 && !strcmp(words[1], "ucbvi");
    int isWalk = count == 4 && !strcmp(words[1], "sarsa"), number = count == 4 ? atoi(words[3]) : 1;
    if ((!isGradient && !isPlan && !isWalk) || number < 1 || number > (isWalk ? 20000 : 2000)) {
        return fprintf(stderr, "usage: finite gradient philox|quick, finite ucbvi philox|quick EPISODES, "
                               "finite sarsa philox|quick STEPS\n"), 64;
    }
    quick = !strcmp(words[2], "quick");
    printf("{\"ns_per_step\": %.4f}\n", 1e9 * (isGradient ? gradient(2000) : isPlan ? ucbvi(number) : sarsa(number)));
}
