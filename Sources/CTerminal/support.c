// Small calls that Swift cannot make, or not alike on all systems.
#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

static int locale_is_utf8(void) {
  const char *codeset = nl_langinfo(CODESET);
  return codeset != NULL && (strcmp(codeset, "UTF-8") == 0 || strcmp(codeset, "utf8") == 0);
}

// The first of these that is set and not empty names the locale (POSIX.1-2017, 8.2).
static const char *wanted_locale(void) {
  const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value != NULL && *value != 0) return value;
  }
  return "";
}

int terminal_use_locale(void) {
  if (setlocale(LC_CTYPE, "") != NULL) return locale_is_utf8();
  // The environment names a locale that is not installed here, as happens over ssh and in containers.
  const char *wanted = wanted_locale();
  if (strstr(wanted, "UTF-8") == NULL && strstr(wanted, "utf8") == NULL && strstr(wanted, "utf-8") == NULL) {
    return 0;
  }
  const char *others[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (setlocale(LC_CTYPE, others[i]) != NULL && locale_is_utf8()) return 1;
  }
  return 0;
}

int terminal_columns(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int terminal_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return errno;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

int terminal_memory_file(void) {
#ifdef __linux__
  int descriptor = memfd_create("terminal", MFD_CLOEXEC);
  if (descriptor >= 0) return descriptor;
#endif
  const char *folder = getenv("TMPDIR");
  if (folder == NULL || *folder == 0) folder = "/tmp";
  size_t length = strlen(folder) + 32;
  char *name = malloc(length);
  if (name == NULL) return -1;
  strcpy(name, folder);
  strcat(name, "/terminal.XXXXXX");
  int file = mkstemp(name);
  if (file >= 0) {
    unlink(name);
    fcntl(file, F_SETFD, FD_CLOEXEC);
  }
  free(name);
  return file;
}

uint64_t terminal_monotonic_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}
