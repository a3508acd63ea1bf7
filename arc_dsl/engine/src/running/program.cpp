#include "running/program.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>

namespace arc {

Value named(Operand operand, const Value& input) {
  if (operand == kInput) return input;
  if (operand < kFirstPrimitive) return constant(operand - kFirstConstant);
  return Value::primitive(operand - kFirstPrimitive);
}

std::string function_name(const Program& program, uint32_t line) {
  if (line == 0 || line > program.lines.size()) return "";
  Operand f = program.lines[line - 1].function;
  if (f >= kFirstLine) return "x" + std::to_string(f - kFirstLine + 1);
  return primitive_name(f - kFirstPrimitive);
}

namespace {

Value line_value(Run& run, const Line& line, const Value* values) {
  Value args[kMostArguments];
  for (uint32_t k = 0; k < kMostArguments; k++) args[k] = values[line.args[k]];
  if (line.function < kFirstLine) {
    return call_primitive(run, line.function - kFirstPrimitive, args);
  }
  return call(run, values[line.function], args, line.n);
}

}  // namespace

void expect(const Program& program) {
  auto ask = [](Operand o, bool in_functions) {
    if (o >= kFirstPrimitive && o < kFirstLine) expect_primitive(o - kFirstPrimitive, in_functions);
  };
  for (const Line& line : program.lines) {
    ask(line.function, false);
    for (uint32_t k = 0; k < line.n; k++) ask(line.args[k], true);
  }
}

void Named::begin(const Program& program, const Value& input) {
  if (values_.size() < kFirstLine + program.lines.size()) {
    size_t known = values_.size();
    values_.resize(kFirstLine + program.lines.size());
    for (size_t o = known; o < kFirstLine; o++) {
      values_[o] = named(static_cast<Operand>(o), input);
    }
  }
  values_[kInput] = input;
  program_ = &program;
  done_ = 0;
}

End Named::execute(Run& run, size_t last) {
  End end;
  try {
    Value* values = values_.data();
    const Line* lines = program_->lines.data();
    last = std::min(last, program_->lines.size());
    for (; done_ < last; done_++) values[kFirstLine + done_] = line_value(run, lines[done_], values);
    if (done_) end.value = values[kFirstLine + done_ - 1];
    return end;
  } catch (const Failure& failure) {
    end.failure = failure;
  } catch (const std::bad_alloc&) {
    end.failure = Failure{Kind::Memory, "out of memory", "", 0, false};
  }
  run.calls = 0;
  end.kind = end.failure.kind;
  end.line = static_cast<uint32_t>(done_) + 1;
  return end;
}

const GridNode* output_grid(const Value& value) {
  if (!value.is(Tag::Grid)) return nullptr;
  const GridNode& g = value.grid();
  if (g.high > kMaxSide || g.wide > kMaxSide) return nullptr;
  return colours_only(g.cells(), g.n) ? &g : nullptr;
}

void grid_digest(const GridNode& grid, uint8_t* out) {
  uint8_t data[32 + kMaxSide * kMaxSide];
  int start = std::snprintf(reinterpret_cast<char*>(data), 32, "%dx%d:", grid.high, grid.wide);
  std::memcpy(data + start, grid.cells(), grid.n);
  blake2b(data, static_cast<size_t>(start) + grid.n, out, kDigestBytes);
}

// ---------------------------------------------------------------- blake2b (RFC 7693)

namespace {

constexpr uint64_t kStart[8] = {0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu,
                                0xa54ff53a5f1d36f1u, 0x510e527fade682d1u, 0x9b05688c2b3e6c1fu,
                                0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u};
constexpr uint8_t kOrder[12][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
};

constexpr uint64_t turned(uint64_t x, int n) { return (x >> n) | (x << (64 - n)); }

void stir(uint64_t* h, const uint8_t* block, uint64_t bytes_so_far, bool last) {
  uint64_t v[16], m[16];
  std::memcpy(m, block, 128);  // little-endian machines only, as is everything here
  for (int k = 0; k < 8; k++) {
    v[k] = h[k];
    v[k + 8] = kStart[k];
  }
  v[12] ^= bytes_so_far;
  if (last) v[14] = ~v[14];
  auto quarter = [&](int a, int b, int c, int d, uint64_t x, uint64_t y) {
    v[a] += v[b] + x;
    v[d] = turned(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = turned(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = turned(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = turned(v[b] ^ v[c], 63);
  };
  for (const auto& s : kOrder) {
    for (int k = 0; k < 4; k++) quarter(k, k + 4, k + 8, k + 12, m[s[2 * k]], m[s[2 * k + 1]]);
    for (int k = 0; k < 4; k++) {
      quarter(k, 4 + (k + 1) % 4, 8 + (k + 2) % 4, 12 + (k + 3) % 4, m[s[8 + 2 * k]],
              m[s[9 + 2 * k]]);
    }
  }
  for (int k = 0; k < 8; k++) h[k] ^= v[k] ^ v[k + 8];
}

}  // namespace

void blake2b(const uint8_t* data, size_t bytes, uint8_t* out, size_t out_bytes) {
  uint64_t h[8];
  std::memcpy(h, kStart, sizeof h);
  h[0] ^= 0x01010000u ^ out_bytes;
  uint8_t block[128];
  size_t done = 0;
  while (bytes - done > 128) {
    stir(h, data + done, done + 128, false);
    done += 128;
  }
  std::memset(block, 0, sizeof block);
  std::memcpy(block, data + done, bytes - done);
  stir(h, block, bytes, true);
  std::memcpy(out, h, out_bytes);
}

}  // namespace arc
