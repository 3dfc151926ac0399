// Leaves the terminal as it was, whatever ends the process.
#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define SIGNALS 65
#define UNDO_LIMIT 512
#define HANDLER_STACK 131072
// How long the program may leave an order to end unseen, in seconds; then it ends by the signal.
#define PATIENCE 2
// How long the terminal may take nothing while it is put back, in milliseconds; then it stays as it is.
#define LEAVING_PATIENCE 500

enum state { IDLE, AWAY, ENTERED, LEAVING };

static atomic_int state = IDLE;
static pthread_t leaver;
static int input_descriptor = -1;
static int output_descriptor = -1;
static struct termios saved_modes;
static char undo_bytes[UNDO_LIMIT];
static size_t undo_length;

static struct sigaction previous[SIGNALS];
static atomic_uint notices;
static int notice_pipe[2] = {-1, -1};
// The order to end, a signal, that the program has not seen yet; NONE_AWAITED once it has, 0 before the first.
#define NONE_AWAITED -1
static atomic_int awaited_end = 0;

static int held_errors = -1;   // the nameless file that stands for standard error
static int real_errors = -1;   // the true standard error meanwhile
static int error_output = -1;  // its terminal, to write to
static off_t errors_shown = 0;
static atomic_int holding = 0;

// What the process did on them before is done after the terminal was put back.
static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT, SIGSYS};
// These would end the process by default; a handler of somebody else is not disturbed.
static const int ending_signals[] = {SIGPIPE, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF};
static const int notice_signals[] = {SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT};

#define COUNT(list) (sizeof(list) / sizeof *(list))

// Writing.

// The same terminal, opened anew so that no write blocks: one that waits for a terminal that takes nothing would
// not end, in a handler not even by a signal. The given descriptor shares its flags with the shell's, which must
// stay as they are; it must do where the terminal has no name here, or may not be opened.
static int own_descriptor(int terminal) {
  const char *name = ttyname(terminal);
  int opened = name == NULL ? -1 : open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  int own = fcntl(opened >= 0 ? opened : terminal, F_DUPFD_CLOEXEC, 10);
  if (opened >= 0) close(opened);
  return own;
}

// Set while the terminal takes nothing: whoever has waited for it in vain does not wait again.
static atomic_int is_stuck = 0;

// Gives up when nothing can be written for `patience` milliseconds: a crash must not hang on a terminal that
// is stopped. Frames are written without end (-1), but not past an order to terminate.
static int write_all(int descriptor, const char *bytes, size_t length, int patience) {
  while (length > 0) {
    if (patience >= 0) {
      struct pollfd room = {descriptor, POLLOUT, 0};
      if (poll(&room, 1, atomic_load(&is_stuck) ? 0 : patience) == 0) {
        atomic_store(&is_stuck, 1);
        return ETIMEDOUT;
      }
    }
    ssize_t count = write(descriptor, bytes, length);
    if (count > 0) {
      atomic_store(&is_stuck, 0);
      bytes += count;
      length -= (size_t)count;
      if (length == 0) return 0;
    }
    if (count < 0 && errno == EAGAIN) {
      struct pollfd room = {descriptor, POLLOUT, 0};
      poll(&room, 1, 100);
    } else if (count < 0 && errno != EINTR) {
      return errno;
    }
    unsigned ending = TERMINAL_NOTICE_TERMINATE | TERMINAL_NOTICE_HANGUP | TERMINAL_NOTICE_INTERRUPT;
    if (patience < 0 && (atomic_load(&notices) & ending)) return EINTR;
  }
  return 0;
}

int terminal_guard_write(const void *bytes, size_t length) {
  // A thread that ends the process may have put the terminal back: what follows is the shell's screen.
  if (atomic_load(&state) != ENTERED) return EINTR;
  return write_all(output_descriptor, bytes, length, -1);
}

// Standard error.

// On the alternate screen a message would spoil the picture, and vanish with it.
static void hold_errors(void) {
  if (atomic_load(&holding) || !isatty(STDERR_FILENO)) return;
  if (held_errors < 0) {
    held_errors = terminal_memory_file();
    if (held_errors < 0) return;
    fcntl(held_errors, F_SETFL, O_APPEND);
  }
  if (real_errors < 0) real_errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
  if (error_output < 0) error_output = own_descriptor(STDERR_FILENO);
  if (real_errors < 0 || error_output < 0) return;
  if (dup2(held_errors, STDERR_FILENO) >= 0) atomic_store(&holding, 1);
}

static void show_errors(void) {
  if (!atomic_exchange(&holding, 0)) return;
  dup2(real_errors, STDERR_FILENO);
  char block[1024];
  for (;;) {
    ssize_t count = pread(held_errors, block, sizeof block, errors_shown);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    errors_shown += count;
    if (write_all(error_output, block, (size_t)count, LEAVING_PATIENCE) != 0) return;
  }
}

// Entering and leaving.

static int set_modes(const struct termios *modes) {
  while (tcsetattr(input_descriptor, TCSANOW, modes) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

int terminal_guard_enter(const void *bytes, size_t length) {
  struct termios raw = saved_modes;
  raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | IGNCR | INLCR | INPCK | ISTRIP | IXON | PARMRK);
  raw.c_oflag &= ~(tcflag_t)OPOST;
  raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
  raw.c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
  raw.c_cflag |= CS8;
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  // Before the first change, so that no crash falls between.
  atomic_store(&state, ENTERED);
  int failure = set_modes(&raw);
  if (failure != 0) return failure;
  hold_errors();
  failure = terminal_guard_write(bytes, length);
  // An order to end is a notice, which the program looks at next.
  return failure == EINTR ? 0 : failure;
}

void terminal_guard_leave(void) {
  int expected = ENTERED;
  if (!atomic_compare_exchange_strong(&state, &expected, LEAVING)) {
    // Another thread is at it: going on would end the process under its hands.
    for (int i = 0; i < 2000 && atomic_load(&state) == LEAVING; i++) {
      if (pthread_equal(leaver, pthread_self())) return;
      poll(NULL, 0, 1);
    }
    return;
  }
  leaver = pthread_self();
  int before = errno;
  write_all(output_descriptor, undo_bytes, undo_length, LEAVING_PATIENCE);
  // Mouse reports and late answers must not turn up in the shell.
  tcflush(input_descriptor, TCIFLUSH);
  set_modes(&saved_modes);
  show_errors();
  atomic_store(&state, AWAY);
  errno = before;
}

// Signals.

static void notify(unsigned bit) {
  atomic_fetch_or(&notices, bit);
  char byte = 0;
  // A full pipe wakes as well.
  ssize_t ignored = write(notice_pipe[1], &byte, 1);
  (void)ignored;
}

static unsigned notice_of(int signal) {
  switch (signal) {
  case SIGWINCH: return TERMINAL_NOTICE_RESIZE;
  case SIGTERM: return TERMINAL_NOTICE_TERMINATE;
  case SIGINT: return TERMINAL_NOTICE_INTERRUPT;
  case SIGHUP: return TERMINAL_NOTICE_HANGUP;
  case SIGTSTP: return TERMINAL_NOTICE_STOP;
  case SIGCONT: return TERMINAL_NOTICE_CONTINUE;
  default: return 0;
  }
}

// Ends the process in the way that the signal does by default, with a core where the system keeps one.
static void die_of(int signal) {
  terminal_guard_leave();
  struct sigaction standard;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  sigaction(signal, &standard, NULL);
  raise(signal);
}

static int is_ignored(int signal) {
  return !(previous[signal].sa_flags & SA_SIGINFO) && previous[signal].sa_handler == SIG_IGN;
}

static int is_default(int signal) {
  return !(previous[signal].sa_flags & SA_SIGINFO) && previous[signal].sa_handler == SIG_DFL;
}

// A program that is busy does not look at once, and one that is stuck never will.
static void await_end(int signal) {
  if (!is_default(SIGALRM)) return;
  atomic_store(&awaited_end, signal);
  alarm(PATIENCE);
}

static void stop_awaiting(void) {
  if (atomic_load(&awaited_end) <= 0) return;
  alarm(0);
  atomic_store(&awaited_end, NONE_AWAITED);
}

static void on_notice(int signal) {
  int before = errno;
  unsigned bit = notice_of(signal);
  // Asked twice while the program does not even look: then at once.
  if ((signal == SIGTERM || signal == SIGINT) && (atomic_load(&notices) & bit)) {
    die_of(signal);
  } else {
    notify(bit);
    if (signal == SIGTERM || signal == SIGINT || signal == SIGHUP) await_end(signal);
  }
  errno = before;
}

// What the process did on this signal before, the runtime's report of a crash above all.
static void call_former(int signal, siginfo_t *info, void *context) {
  const struct sigaction *former = &previous[signal];
  // The report is made by another program, which must not inherit that everything is blocked here.
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
  if (former->sa_flags & SA_SIGINFO) {
    former->sa_sigaction(signal, info, context);
  } else {
    former->sa_handler(signal);
  }
}

// A process that has left its terminal must not go on, whatever its former handler does: the next frame would
// be drawn on the shell's screen.
static void on_fatal(int signal, siginfo_t *info, void *context) {
  int before = errno;
  int awaited = atomic_load(&awaited_end);
  if (signal == SIGALRM && awaited != 0) {
    if (awaited != NONE_AWAITED) die_of(awaited);
    return;
  }
  int is_sent = info->si_code <= 0 || info->si_code == SI_USER || info->si_code == SI_QUEUE;
  int is_own = is_sent && info->si_pid == getpid();
  // What a shell has had ignored stays so; abort ends the process all the same.
  if (is_sent && is_ignored(signal) && !(is_own && signal == SIGABRT)) return;
  terminal_guard_leave();
  int repeats = signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE;
  if (repeats && !is_sent) {
    // The fault comes again on return and meets the former handler, with its address.
    sigaction(signal, &previous[signal], NULL);
  } else {
    // Who asks from outside wants an end and no report, which would ask for a key first.
    int is_crash = (is_own || !is_sent) && signal != SIGQUIT;
    if (is_crash && !is_default(signal) && !is_ignored(signal)) call_former(signal, info, context);
    die_of(signal);
  }
  errno = before;
}

static void on_exit_leave(void) { terminal_guard_leave(); }

// Gives the calling thread a stack for signal handlers, so that its stack overflow restores the terminal too.
static void protect_thread(void) {
  stack_t current;
  if (sigaltstack(NULL, &current) != 0) return;
  if (!(current.ss_flags & SS_DISABLE) && current.ss_size >= HANDLER_STACK / 8) return;
  void *memory = mmap(NULL, HANDLER_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (memory == MAP_FAILED) return;
  stack_t handler_stack;
  memset(&handler_stack, 0, sizeof handler_stack);
  handler_stack.ss_sp = memory;
  handler_stack.ss_size = HANDLER_STACK;
  if (sigaltstack(&handler_stack, NULL) != 0) munmap(memory, HANDLER_STACK);
}

int terminal_guard_record(void) {
  if (atomic_load(&state) != IDLE) return EBUSY;
  for (int signal = 1; signal < 32; signal++) sigaction(signal, NULL, &previous[signal]);
  return 0;
}

static void install_notice(int signal) {
  // nohup wants SIGHUP ignored; what must be heard all the same is the terminal's size and Ctrl-Z's end.
  if (is_ignored(signal) && (signal == SIGHUP || signal == SIGTSTP || signal == SIGINT)) return;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_notice;
  action.sa_flags = SA_ONSTACK;  // without SA_RESTART: a write to a stuck terminal must end
  sigfillset(&action.sa_mask);
  sigaction(signal, &action, NULL);
}

static void install_handlers(void) {
  for (size_t i = 0; i < COUNT(notice_signals); i++) install_notice(notice_signals[i]);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_fatal;
  action.sa_flags = SA_ONSTACK | SA_SIGINFO;
  sigfillset(&action.sa_mask);
  for (size_t i = 0; i < COUNT(crash_signals); i++) sigaction(crash_signals[i], &action, NULL);
  for (size_t i = 0; i < COUNT(ending_signals); i++) {
    if (is_default(ending_signals[i])) sigaction(ending_signals[i], &action, NULL);
  }
}

static void restore_handlers(void) {
  for (size_t i = 0; i < COUNT(notice_signals); i++) {
    sigaction(notice_signals[i], &previous[notice_signals[i]], NULL);
  }
  for (size_t i = 0; i < COUNT(crash_signals); i++) {
    sigaction(crash_signals[i], &previous[crash_signals[i]], NULL);
  }
  for (size_t i = 0; i < COUNT(ending_signals); i++) {
    if (is_default(ending_signals[i])) sigaction(ending_signals[i], &previous[ending_signals[i]], NULL);
  }
}

// The pipe lives as long as the process: another thread may wake at any time.
static int open_notice_pipe(void) {
  if (notice_pipe[0] >= 0) return 0;
  if (pipe(notice_pipe) != 0) return errno;
  for (int i = 0; i < 2; i++) {
    fcntl(notice_pipe[i], F_SETFD, FD_CLOEXEC);
    fcntl(notice_pipe[i], F_SETFL, O_NONBLOCK);
  }
  return 0;
}

void terminal_guard_forget(void) {
  if (atomic_load(&state) == IDLE) restore_handlers();
}

int terminal_guard_open(int input, int output, const void *undo, size_t length) {
  static int registered = 0;
  if (atomic_load(&state) != IDLE) return EBUSY;
  if (length > UNDO_LIMIT) return ENOSPC;
  if (tcgetattr(input, &saved_modes) != 0) return errno;
  int failure = open_notice_pipe();
  if (failure != 0) return failure;
  input_descriptor = input;
  output_descriptor = own_descriptor(output);
  if (output_descriptor < 0) return errno;
  memcpy(undo_bytes, undo, length);
  undo_length = length;
  atomic_store(&notices, 0);
  protect_thread();
  if (!registered) registered = atexit(on_exit_leave) == 0;
  atomic_store(&state, AWAY);
  install_handlers();
  return 0;
}

void terminal_guard_close(const void *farewell, size_t length) {
  if (atomic_load(&state) == IDLE) return;
  terminal_guard_leave();
  write_all(output_descriptor, farewell, length, LEAVING_PATIENCE);
  stop_awaiting();
  restore_handlers();
  close(output_descriptor);
  output_descriptor = -1;
  atomic_store(&state, IDLE);
}

void terminal_guard_stop(int whole_group) {
  struct sigaction ours, other;
  memset(&other, 0, sizeof other);
  sigaction(SIGTSTP, NULL, &ours);
  if (whole_group) {
    // Raw mode kept the terminal from stopping the whole job: do it in its place, ourselves last and in this
    // thread, so that nothing of ours runs on.
    other.sa_handler = SIG_IGN;
    sigaction(SIGTSTP, &other, NULL);
    kill(0, SIGTSTP);
  }
  other.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &other, NULL);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
  atomic_fetch_and(&notices, ~(unsigned)(TERMINAL_NOTICE_CONTINUE | TERMINAL_NOTICE_STOP));
}

// Waiting.

int terminal_guard_wait(int watch_input, int64_t timeout, struct pollfd *others, size_t other_count) {
  // A descriptor below zero is passed over.
  struct pollfd all[2 + TERMINAL_OTHERS] = {
      {notice_pipe[0], POLLIN, 0}, {watch_input ? input_descriptor : -1, POLLIN, 0}};
  if (other_count > TERMINAL_OTHERS) other_count = TERMINAL_OTHERS;
  if (other_count > 0) memcpy(all + 2, others, other_count * sizeof *others);
  nfds_t count = 2 + other_count;
#ifdef __linux__
  struct timespec limit = {timeout / 1000000000, timeout % 1000000000};
  int found = ppoll(all, count, timeout < 0 ? NULL : &limit, NULL);
#else
  int64_t milliseconds = timeout / 1000000 + (timeout % 1000000 != 0);
  int found = poll(all, count, timeout < 0 ? -1 : milliseconds > 86400000 ? 86400000 : (int)milliseconds);
#endif
  if (found < 0) return errno == EINTR ? TERMINAL_READY_NOTICE : 0;
  int ready = 0;
  if (all[0].revents != 0) ready |= TERMINAL_READY_NOTICE;
  if (all[1].revents != 0) ready |= TERMINAL_READY_INPUT;
  for (size_t i = 0; i < other_count; i++) {
    others[i].revents = all[2 + i].revents;
    if (others[i].revents != 0) ready |= TERMINAL_READY_OTHER;
  }
  return ready;
}

unsigned terminal_guard_take_notices(void) {
  char bytes[64];
  while (read(notice_pipe[0], bytes, sizeof bytes) > 0) continue;
  unsigned taken = atomic_exchange(&notices, 0);
  stop_awaiting();
  return taken;
}
