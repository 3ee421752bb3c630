/* SPDX-License-Identifier: BSD-2-Clause */
/* test_apply - which changes reach the MTA, in which order, and what a refused one leads to. */
#include "config.h"

#include "milter/apply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"

/* A libmilter that writes down what it is told; the test is linked without the real one. */
struct smfi_str {
	struct text said;
	bool refuses;
};

static int
say(SMFICTX *ctx, const char *line)
{
	if (ctx->refuses)
		return MI_FAILURE;
	text_printf(&ctx->said, "%s\n", line);
	return MI_SUCCESS;
}

int
smfi_chgheader(SMFICTX *ctx, char *name, int index, char *value)
{
	assert_null(value);
	return say(ctx, arena_printf(ctx->said.arena, "delete %s %d", name, index));
}

int
smfi_insheader(SMFICTX *ctx, int index, char *name, char *value)
{
	return say(ctx, arena_printf(ctx->said.arena, "insert %d %s:%s", index, name, value));
}

int
smfi_quarantine(SMFICTX *ctx, char *reason)
{
	return say(ctx, arena_printf(ctx->said.arena, "quarantine %s", reason));
}

int
smfi_setreply(SMFICTX *ctx, char *code, char *extended, char *text)
{
	text_printf(&ctx->said, "%s %s %s\n", code, extended, text);
	return MI_SUCCESS;
}

struct play {
	struct arena *arena;
	struct conf *conf;
	struct session *session;
	struct smfi_str ctx;
	struct inspection inspection;
	struct outcome outcome;
};

static void
begin(struct play *play, const char *settings)
{
	const char *why = NULL;

	*play = (struct play){.arena = arena_new()};
	play->conf = conf_parse(play->arena, "test", settings, &why);
	if (play->conf == NULL)
		fail_msg("%s", why);
	play->session = session_open();
	play->session->leading_space = true;
	play->session->mta_name = "mx.example.com";
	play->ctx.said = TEXT_IN(play->arena);
	session_begin(play->session, NULL, play->conf, "<s@example.net>");
	play->inspection = (struct inspection){
		.findings = {.arena = play->arena},
		.judgement = {.verdict = VERDICT_TAG, .score = 640},
	};
	play->outcome = (struct outcome){.disposition = DISPOSITION_TAGGED,
					 .inspection = &play->inspection,
					 .hits = 1,
					 .hit = true};
}

static void
end(struct play *play)
{
	session_close(play->session);
	conf_free(play->conf);
	arena_free(play->arena);
}

static void
forged_fields_go_from_the_highest_down_before_ours_comes(void **state)
{
	struct play play;
	int i;

	(void)state;
	begin(&play, "milter { results_line = true }");
	for (i = 0; i < 3; i++)
		session_field(play.session, "X-Lurewatch", " verdict=none");
	for (i = 0; i < 2; i++)
		session_field(play.session, "Authentication-Results", " mx.example.com; spf=pass");
	assert_int_equal(apply_outcome(&play.ctx, play.session, &play.outcome), SMFIS_CONTINUE);
	assert_string_equal(text_string(&play.ctx.said),
			    "delete X-Lurewatch 3\n"
			    "delete X-Lurewatch 2\n"
			    "delete X-Lurewatch 1\n"
			    "delete Authentication-Results 2\n"
			    "delete Authentication-Results 1\n"
			    "insert 0 Authentication-Results: mx.example.com; x-lurewatch=fail "
			    "policy.verdict=tag policy.score=640\n"
			    "insert 0 X-Lurewatch: verdict=tag; score=640; findings=\n");
	end(&play);
}

static void
a_clean_message_is_not_touched(void **state)
{
	struct play play;

	(void)state;
	begin(&play, "");
	play.inspection.judgement.verdict = VERDICT_RECORD;
	play.outcome.disposition = DISPOSITION_PASSED;
	session_field(play.session, "Authentication-Results", " mx.example.com; spf=pass");
	assert_int_equal(apply_outcome(&play.ctx, play.session, &play.outcome), SMFIS_CONTINUE);
	assert_string_equal(text_string(&play.ctx.said), "");
	end(&play);
}

static void
quarantine_tags_as_well(void **state)
{
	struct play play;

	(void)state;
	begin(&play, "");
	play.inspection.judgement.verdict = VERDICT_QUARANTINE;
	play.outcome.disposition = DISPOSITION_QUARANTINED;
	assert_int_equal(apply_outcome(&play.ctx, play.session, &play.outcome), SMFIS_CONTINUE);
	assert_non_null(strstr(text_string(&play.ctx.said), "insert 0 X-Lurewatch: verdict=q"));
	assert_non_null(strstr(text_string(&play.ctx.said), "quarantine lurewatch: "));
	end(&play);
}

static void
a_reject_says_the_text_of_the_settings_and_no_conversion(void **state)
{
	struct play play;

	(void)state;
	begin(&play, "policy { reject_text = \"no 100% phish\" }");
	play.outcome.disposition = DISPOSITION_REJECTED;
	assert_int_equal(apply_outcome(&play.ctx, play.session, &play.outcome), SMFIS_REJECT);
	assert_string_equal(text_string(&play.ctx.said), "550 5.7.1 no 100%% phish\n");
	end(&play);
}

static void
a_refused_change_is_a_fault_and_follows_the_settings(void **state)
{
	static const struct {
		const char *settings;
		bool hit;
		sfsistat expected;
	} cases[] = {
		{"", true, SMFIS_TEMPFAIL},
		{"milter { on_fault_hit = accept }", true, SMFIS_CONTINUE},
		{"", false, SMFIS_CONTINUE},
		{"milter { on_fault_clean = tempfail }", false, SMFIS_TEMPFAIL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct play play;

		begin(&play, cases[i].settings);
		play.ctx.refuses = true;
		play.outcome.hit = cases[i].hit;
		assert_int_equal(apply_outcome(&play.ctx, play.session, &play.outcome),
				 cases[i].expected);
		assert_non_null(play.outcome.fault);
		end(&play);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forged_fields_go_from_the_highest_down_before_ours_comes),
		cmocka_unit_test(a_clean_message_is_not_touched),
		cmocka_unit_test(quarantine_tags_as_well),
		cmocka_unit_test(a_reject_says_the_text_of_the_settings_and_no_conversion),
		cmocka_unit_test(a_refused_change_is_a_fault_and_follows_the_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
