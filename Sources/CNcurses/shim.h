// What Swift cannot import from curses.h by itself: macros, globals that are not safe to touch from Swift 6
// and calls with variable arguments.
#ifndef CNCURSES_SHIM_H
#define CNCURSES_SHIM_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1

#include <stdio.h>
#include <wchar.h>
#include <curses.h>

static const attr_t curses_bold = A_BOLD;
static const attr_t curses_reverse = A_REVERSE;
static const attr_t curses_underline = A_UNDERLINE;
static const attr_t curses_dim = A_DIM;

static inline WINDOW *curses_window(void) { return stdscr; }
static inline WINDOW *curses_physical_window(void) { return curscr; }
static inline FILE *curses_input(void) { return stdin; }
static inline int curses_pair_limit(void) { return COLOR_PAIRS; }

/// Says how wide the terminal is taken to be, without KEY_RESIZE in a queue that nobody reads.
static inline int curses_resize(int rows, int columns) { return resize_term(rows, columns); }

/// A capability of terminfo, or NULL if the terminal has none.
static inline const char *curses_capability(const char *name) {
  const char *value = tigetstr((char *)name);
  return value == (const char *)-1 ? NULL : value;
}
static inline int curses_number(const char *name) { return tigetnum((char *)name); }

#if defined(NCURSES_EXT_COLORS) && NCURSES_EXT_COLORS && NCURSES_VERSION_PATCH >= 20170401
static inline int curses_define_pair(int pair, int foreground, int background) {
  return init_extended_pair(pair, foreground, background);
}
static inline void curses_forget_pairs(void) { reset_color_pairs(); }
static inline void curses_set_cell(cchar_t *cell, wchar_t scalar, attr_t attributes, int pair) {
  wchar_t text[2] = {scalar, 0};
  setcchar(cell, text, attributes, 0, &pair);
}
#else
static inline int curses_define_pair(int pair, int foreground, int background) {
  return pair > 32767 ? ERR : init_pair((short)pair, (short)foreground, (short)background);
}
static inline void curses_forget_pairs(void) {}
static inline void curses_set_cell(cchar_t *cell, wchar_t scalar, attr_t attributes, int pair) {
  wchar_t text[2] = {scalar, 0};
  setcchar(cell, text, attributes, (short)pair, NULL);
}
#endif

#endif
