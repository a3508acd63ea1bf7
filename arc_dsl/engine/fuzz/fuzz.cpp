// Random programs under sanitizers: bytes are read as a program, which is run alone and shared.
//
// As a libFuzzer target (`make fuzz`), or with -DARC_RANDOM as a program of its own:
//     random_engine COUNT [SEED]
// Whatever the program does, its end must be the same alone, the first time it is shared, and the
// second time, when all its calls are known; anything else aborts.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include "running/session.hpp"

namespace {

using namespace arc;

constexpr int8_t kCells[] = {0, 1, 2, 0, 0, 1, 1, 2, 0, 3, 3, 3, 0, 0, 5, 5, 0, 1, 2, 0, 8, 8, 8, 0, 1};
constexpr int32_t kSide = 5;
constexpr size_t kMostLines = 40;

Limits small_limits() {
  Limits limits;
  limits.steps = 3000;
  limits.size = 2000;
  limits.seconds = 5;
  limits.memory_mb = 64;
  return limits;
}

// Reads a program: a byte for the function, a byte for each argument; later lines are likelier.
Program program_of(const uint8_t* data, size_t bytes) {
  Program program;
  size_t at = 0;
  while (at < bytes && program.lines.size() < kMostLines) {
    Line line;
    uint8_t f = data[at++];
    uint32_t known = static_cast<uint32_t>(program.lines.size());
    if (f >= kPrimitives && known > 0) {
      line.function = kFirstLine + f % known;
      line.n = 1 + (f >> 4) % 3;
    } else {
      line.function = kFirstPrimitive + f % kPrimitives;
      line.n = entry(f % kPrimitives).arity;
    }
    for (uint32_t k = 0; k < line.n; k++) {
      uint8_t b = at < bytes ? data[at++] : 0;
      if (b < 128 && known > 0) {
        line.args[k] = kFirstLine + known - 1 - b % known;
      } else if (b < 140) {
        line.args[k] = kInput;
      } else if (b < 190) {
        line.args[k] = kFirstConstant + b % kConstants;
      } else {
        line.args[k] = kFirstPrimitive + static_cast<uint32_t>(b) * 7 % kPrimitives;
      }
    }
    program.lines.push_back(line);
  }
  return program;
}

void check(const char* what, const End& a, const End& b) {
  if (a.kind == b.kind && a.line == b.line) return;
  std::fprintf(stderr, "%s: kind %d at line %u became kind %d at line %u\n", what,
               static_cast<int>(a.kind), a.line, static_cast<int>(b.kind), b.line);
  std::abort();
}

int run_one(const uint8_t* data, size_t bytes) {
  Program program = program_of(data, bytes);
  if (program.lines.empty()) return 0;
  static Run run;
  static Named values;
  run.arena.reset();
  run.begin(small_limits());
  GridNode* input = run.grid(kSide, kSide);
  std::memcpy(input->cells(), kCells, sizeof kCells);
  Value in = Value::of(static_cast<const GridNode*>(input));
  values.begin(program, in);
  End alone = values.execute(run, program.lines.size());
  Session session(kCells, kSide, kSide, small_limits());
  End first = session.execute(program);
  check("shared", alone, first);
  uint8_t digest[kDigestBytes];
  if (first.kind == Kind::Ok) session.digest(first, digest);
  check("known", first, session.execute(program));
  return 0;
}

}  // namespace

#ifdef ARC_RANDOM
int main(int count, char** arguments) {
  long wanted = count > 1 ? std::atol(arguments[1]) : 100'000;
  std::mt19937_64 random(count > 2 ? static_cast<uint64_t>(std::atol(arguments[2])) : 0);
  for (long k = 0; k < wanted; k++) {
    uint8_t data[128];
    size_t bytes = 4 + random() % (sizeof data - 4);
    for (size_t b = 0; b < bytes; b++) data[b] = static_cast<uint8_t>(random());
    run_one(data, bytes);

  }
  std::printf("%ld random programs ended alike, alone and shared\n", wanted);
  return 0;
}
#else
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes) {
  return run_one(data, bytes);
}
#endif
