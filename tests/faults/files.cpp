// Preloaded into a process: notes what it does to the files below one folder, and lets one of those
// things fail. Everything passes through here, SQLite's calls included; nothing else is changed.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace {

constexpr int kDescriptors = 4096;
enum Kind : char { kOpen = 'o', kWrite = 'w', kCut = 't', kSync = 's', kRename = 'r',
                   kRemove = 'u', kMake = 'm' };

std::string* names[kDescriptors];  // of open descriptors below the folder
std::string root;
int journal = -1;
char fails = 0;      // the kind that fails
long at = 0;         // the first of its calls that does, counted from 1; '*' counts all kinds
long lasting = 0;    // how many do
int error = 0;       // with which error; 0: half is written, then space is short; -1: killed
long counted = 0;

template <class F> F real(const char* name) { return reinterpret_cast<F>(dlsym(RTLD_NEXT, name)); }

std::string full(int folder, const char* path) {
  if (path == nullptr) return "";
  std::string name = path;
  if (name.empty() || name[0] != '/') {
    char here[PATH_MAX] = "";
    if (folder == AT_FDCWD) {
      if (getcwd(here, sizeof here) == nullptr) return "";
    } else {
      const std::string link = "/proc/self/fd/" + std::to_string(folder);
      const ssize_t size = readlink(link.c_str(), here, sizeof here - 1);
      if (size < 0) return "";
      here[size] = 0;
    }
    name = std::string(here) + "/" + name;
  }
  return name;
}

bool ours(const std::string& name) {
  return !root.empty() && name.compare(0, root.size(), root) == 0;
}

const std::string* named(int descriptor) {
  return descriptor >= 0 && descriptor < kDescriptors ? names[descriptor] : nullptr;
}

void put(std::string& out, uint64_t number) { out.append(reinterpret_cast<char*>(&number), 8); }

void note(char kind, const std::string& name, uint64_t offset = 0, const void* data = nullptr,
          size_t size = 0) {
  if (journal < 0) return;
  std::string out(1, kind);
  put(out, name.size());
  out += name;
  put(out, offset);
  put(out, size);
  out.append(static_cast<const char*>(data), size);
  syscall(SYS_write, journal, out.data(), out.size());
}

// Whether this call fails; errno is then set.
bool refused(char kind) {
  if (kind != fails && fails != '*') return false;
  ++counted;
  if (counted < at || counted >= at + lasting) return false;
  if (error < 0) kill(getpid(), SIGKILL);
  errno = error != 0 ? error : ENOSPC;
  return true;
}

int opened(int descriptor, const std::string& name, int flags, bool made) {
  if (descriptor < 0 || !ours(name)) return descriptor;
  if (descriptor < kDescriptors) names[descriptor] = new std::string(name);
  if (made) note(kOpen, name);
  if (flags & O_TRUNC) note(kCut, name, 0);
  return descriptor;
}

int open_at(int folder, const char* path, int flags, mode_t mode) {
  const std::string name = full(folder, path);
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  if (ours(name) && writes && refused(kOpen)) return -1;
  struct stat known;
  const bool made = (flags & O_CREAT) && ours(name) && ::lstat(name.c_str(), &known) != 0;
  return opened(static_cast<int>(syscall(SYS_openat, folder, path, flags, mode)), name, flags, made);
}

ssize_t write_to(int descriptor, const void* data, size_t size, off_t offset) {
  const std::string* name = named(descriptor);
  if (name != nullptr && refused(kWrite)) {
    if (error != 0 || size < 2) return -1;
    size /= 2;  // a short write; the next, of the rest, fails if the fault lasts
    error = ENOSPC;
  }
  off_t place = offset;
  if (name != nullptr && offset < 0) {
    struct stat now;
    const int flags = fcntl(descriptor, F_GETFL);
    if (flags & O_APPEND) {
      fstat(descriptor, &now);
      place = now.st_size;
    } else {
      place = lseek(descriptor, 0, SEEK_CUR);
    }
  }
  const ssize_t done = offset < 0 ? syscall(SYS_write, descriptor, data, size)
                                  : syscall(SYS_pwrite64, descriptor, data, size, offset);
  if (name != nullptr && done > 0) note(kWrite, *name, place, data, done);
  return done;
}

int sync(int descriptor, long number) {
  const std::string* name = named(descriptor);
  if (name != nullptr && refused(kSync)) return -1;
  const int done = static_cast<int>(syscall(number, descriptor));
  if (name != nullptr && done == 0) note(kSync, *name);
  return done;
}

int cut(int descriptor, off_t size) {
  const std::string* name = named(descriptor);
  if (name != nullptr && refused(kCut)) return -1;
  const int done = static_cast<int>(syscall(SYS_ftruncate, descriptor, size));
  if (name != nullptr && done == 0) note(kCut, *name, size);
  return done;
}

int moved(int from, const char* old, int to, const char* fresh) {
  const std::string before = full(from, old), after = full(to, fresh);
  if (ours(after) && refused(kRename)) return -1;
  const int done = static_cast<int>(syscall(SYS_renameat2, from, old, to, fresh, 0));
  if (done == 0 && ours(after)) note(kRename, before, 0, after.data(), after.size());
  return done;
}

int removed(int folder, const char* path, int flags) {
  const std::string name = full(folder, path);
  if (ours(name) && refused(kRemove)) return -1;
  const int done = static_cast<int>(syscall(SYS_unlinkat, folder, path, flags));
  if (done == 0 && ours(name)) note(kRemove, name);
  return done;
}

int made(int folder, const char* path, mode_t mode) {
  const std::string name = full(folder, path);
  if (ours(name) && refused(kMake)) return -1;
  const int done = static_cast<int>(syscall(SYS_mkdirat, folder, path, mode));
  if (done == 0 && ours(name)) note(kMake, name);
  return done;
}

}  // namespace

extern "C" {

// Begin: what is noted (into `log`, unless it is empty), and what fails.
void fault_plan(const char* folder, const char* log, char kind, long first, long count, int number) {
  if (log[0]) journal = static_cast<int>(syscall(SYS_openat, AT_FDCWD, log,
                                                 O_WRONLY | O_CREAT | O_APPEND, 0600));
  fails = kind, at = first, lasting = count, error = number, counted = 0;
  root = folder;
}

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = va_arg(more, mode_t);
  va_end(more);
  return open_at(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = va_arg(more, mode_t);
  va_end(more);
  return open_at(AT_FDCWD, path, flags, mode);
}
int openat(int folder, const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = va_arg(more, mode_t);
  va_end(more);
  return open_at(folder, path, flags, mode);
}
int openat64(int folder, const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = va_arg(more, mode_t);
  va_end(more);
  return open_at(folder, path, flags, mode);
}
int close(int descriptor) {
  if (named(descriptor) != nullptr) {
    delete names[descriptor];
    names[descriptor] = nullptr;
  }
  return static_cast<int>(syscall(SYS_close, descriptor));
}
ssize_t write(int d, const void* data, size_t size) { return write_to(d, data, size, -1); }
ssize_t pwrite(int d, const void* data, size_t size, off_t o) { return write_to(d, data, size, o); }
ssize_t pwrite64(int d, const void* data, size_t size, off_t o) { return write_to(d, data, size, o); }
int fsync(int descriptor) { return sync(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return sync(descriptor, SYS_fdatasync); }
int ftruncate(int descriptor, off_t size) { return cut(descriptor, size); }
int ftruncate64(int descriptor, off_t size) { return cut(descriptor, size); }
int rename(const char* old, const char* fresh) { return moved(AT_FDCWD, old, AT_FDCWD, fresh); }
int renameat(int from, const char* old, int to, const char* fresh) { return moved(from, old, to, fresh); }
int unlink(const char* path) { return removed(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char* path, int flags) { return removed(folder, path, flags); }
int rmdir(const char* path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }
int mkdir(const char* path, mode_t mode) { return made(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char* path, mode_t mode) { return made(folder, path, mode); }

}  // extern "C"
