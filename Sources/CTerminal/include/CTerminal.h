// The part of the terminal that must work inside a signal handler: putting it back as it was.
//
// One terminal per process. Everything that a handler may call is async-signal-safe (POSIX.1-2017, 2.4.3):
// write, tcsetattr, tcflush, poll, pread, dup2, sigaction, pthread_sigmask, raise, alarm, getpid, and lock-free
// atomics. A former handler of a crash is called too: it was as much one before.
#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

/// What `terminal_guard_wait` found.
enum {
  TERMINAL_READY_INPUT = 1,
  TERMINAL_READY_NOTICE = 2,
  TERMINAL_READY_OTHER = 4,
};

/// What `terminal_guard_take_notices` returns, as bits.
enum {
  TERMINAL_NOTICE_RESIZE = 1,
  TERMINAL_NOTICE_TERMINATE = 2,
  TERMINAL_NOTICE_HANGUP = 4,
  TERMINAL_NOTICE_STOP = 8,
  TERMINAL_NOTICE_CONTINUE = 16,
  TERMINAL_NOTICE_INTERRUPT = 32,
};

/// Remembers what the process did on signals so far. Call before anything else installs a handler.
/// Returns 0, or EBUSY when a terminal is open already.
int terminal_guard_record(void);

/// Gives every signal its recorded handler back, when nothing was opened after all.
void terminal_guard_forget(void);

/// Remembers the terminal's modes and how to undo what will be switched on, and installs the handlers.
/// The terminal is not touched yet. Returns 0 or an errno.
int terminal_guard_open(int input, int output, const void *undo, size_t length);

/// Raw mode, standard error held back, then `bytes` in one write, or as much as comes before an order to end.
/// Returns 0 or an errno.
int terminal_guard_enter(const void *bytes, size_t length);

/// Puts the terminal back and shows what was held back. Async-signal-safe; does nothing when already done.
void terminal_guard_leave(void);

/// Leaves, writes `farewell` and gives every signal its former handler back. A terminal that takes nothing for
/// half a second gets no more.
void terminal_guard_close(const void *farewell, size_t length);

/// Stops the process as Ctrl-Z does, after `terminal_guard_leave`; returns when it continues (at once where
/// no shell could continue it). `whole_group`: also the others of its job, as the terminal itself would.
void terminal_guard_stop(int whole_group);

/// At most so many other descriptors are waited for.
#define TERMINAL_OTHERS 256

/// Waits for input or a notice, or for one of `others`, in which it leaves what was found. `timeout` in nanoseconds;
/// negative: without end.
int terminal_guard_wait(int watch_input, int64_t timeout, struct pollfd *others, size_t other_count);

/// The notices since the last call. A process that is told to end and does not ask for them within two seconds
/// ends by the signal.
unsigned terminal_guard_take_notices(void);

/// Writes all of it. Returns 0, an errno, or EINTR when the process was told to end meanwhile or has left the
/// terminal.
int terminal_guard_write(const void *bytes, size_t length);

/// Takes the locale for characters from the environment. Returns 1 if it is UTF-8.
int terminal_use_locale(void);

/// The columns the C library gives a character, -1 if it cannot be printed. The locale must be set.
int terminal_columns(uint32_t scalar);

/// Columns and rows of a terminal; 0 or an errno.
int terminal_size(int descriptor, int *columns, int *rows);

/// A file without a name, in memory where there is such a thing. -1 on error.
int terminal_memory_file(void);

/// Time that never goes back, in nanoseconds.
uint64_t terminal_monotonic_time(void);

#endif
