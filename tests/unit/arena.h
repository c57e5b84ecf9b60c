/* arena.h — an arena that begins and ends with each test. */
#ifndef UNIT_ARENA_H
#define UNIT_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <vigie/base/arena.h>

static struct vg_arena *arena;

static inline int set_up(void **state)
{
    (void)state;
    arena = vg_arena_new(64 << 20);
    return arena ? 0 : -1;
}

static inline int tear_down(void **state)
{
    (void)state;
    vg_arena_free(arena);
    return 0;
}

#endif
