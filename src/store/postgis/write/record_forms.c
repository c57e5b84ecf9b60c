/* record_forms.c — the table of the records' forms: made, or made anew of one that keeps all forms beside each other. */
#include <vigie/base/log.h>

#include "../pg.h"

/* One that keeps all forms in one table, which we may replace: its owner is somebody we are, and nothing was built on it. */
static const char is_old_sql[] =
    "select exists (select from pg_class c where c.oid = to_regclass('vigie.record_form') and c.relkind = 'r'"
    " and pg_has_role(c.relowner, 'member') and has_schema_privilege(c.relowner, 'vigie', 'create')"
    " and not exists (select from pg_depend d where d.refobjid = c.oid and d.classid = 'pg_rewrite'::regclass))";

/* The lock is the session's: it holds for both transactions. */
static const char hold_sql[] = "begin; set local statement_timeout = 0; select pg_advisory_lock(" VG_PG_RECORDS_LOCK "); commit";
static const char let_go_sql[] = "select pg_advisory_unlock(" VG_PG_RECORDS_LOCK ")";

/* As the owner, so that what he could do before he can do after. */
static const char begin_sql[] =
    "begin; set local statement_timeout = 0; set local lock_timeout = '10s';"
    " do $$ begin execute format('set local role %I', (select pg_get_userbyid(relowner) from pg_class"
    " where oid = 'vigie.record_form'::regclass)); end $$;"
    " drop table if exists vigie.record_form_new;";

/* Each text is packed anew: it may have been packed another way.  Others may do with the table what they could before. */
static const char copy_sql[] =
    "insert into vigie.record_form_new (version, form, media_type, bytes)"
    " select version, form, media_type, bytes || '' from vigie.record_form;"
    " do $$ declare g record; begin for g in"
    " select a.privilege_type, a.is_grantable, case a.grantee when 0 then 'public' else a.grantee::regrole::text end as who"
    " from pg_class c, aclexplode(c.relacl) a where c.oid = 'vigie.record_form'::regclass and a.grantee <> c.relowner loop"
    " execute format('grant %s on vigie.record_form_new to %s', g.privilege_type, g.who)"
    " || case when g.is_grantable then ' with grant option' else '' end; end loop; end $$;"
    " analyze vigie.record_form_new; commit";

/* Its rows are there for whoever began to read after they were copied; who began before and has read of the catalogue is waited
 * for. */
static const char lock_sql[] = "begin; set local lock_timeout = '10s';"
                               " lock table vigie.record_moment, vigie.record, vigie.record_form in access exclusive mode;"
                               " drop table vigie.record_form;";
static const char name_sql[] = "alter table vigie.record_form_new rename to record_form";

static enum vg_status copy_all(struct vg_pg_conn *c, struct vg_error *err)
{
    enum vg_status r = vg_pg_run(c, begin_sql, err);
    if (r == VG_OK)
        r = vg_pg_run(c, vg_pg_sql_record_forms, err);
    return r == VG_OK ? vg_pg_run(c, copy_sql, err) : r;
}

static enum vg_status change_places(struct vg_pg_conn *c, struct vg_error *err)
{
    enum vg_status r = vg_pg_run(c, lock_sql, err);
    if (r == VG_OK)
        r = vg_pg_run(c, name_sql, err);
    return r == VG_OK ? vg_pg_run(c, "commit", err) : r;
}

static enum vg_status is_old(struct vg_pg_conn *c, bool *out, struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    enum vg_status st = vg_pg_run_for(c, is_old_sql, &r, err);
    if (st != VG_OK)
        return st;
    *out = *PQgetvalue(r, 0, 0) == 't';
    return VG_OK;
}

static enum vg_status part_held(struct vg_pg_conn *c, struct vg_error *err)
{
    struct vg_error why = vg_pg_apart(err);
    bool old = false;
    enum vg_status r = is_old(c, &old, err); /* another one may have done it while we waited */
    if (r != VG_OK || !old)
        return r;
    if (copy_all(c, &why) == VG_OK && change_places(c, &why) == VG_OK)
        return VG_OK;
    vg_log(VG_LOG_WARN, "the forms of records stay in one table, and a harvest takes twice as long, until the next import: %s", why.text);
    r = vg_pg_run(c, "rollback", err);
    return r == VG_OK ? vg_pg_run(c, "drop table if exists vigie.record_form_new", err) : r;
}

enum vg_status vg_pg_part_record_forms(struct vg_pg_conn *c, struct vg_error *err)
{
    bool old = false;
    enum vg_status r = is_old(c, &old, err);
    if (r != VG_OK || !old)
        return r;
    r = vg_pg_run(c, hold_sql, err);
    if (r == VG_OK)
        r = part_held(c, err);
    return r == VG_OK ? vg_pg_run(c, let_go_sql, err) : r;
}

enum vg_status vg_pg_make_record_forms(struct vg_pg_conn *c, struct vg_error *err)
{
    enum vg_status r = vg_pg_run(c, vg_pg_sql_record_forms, err);
    return r == VG_OK ? vg_pg_run(c, name_sql, err) : r;
}
