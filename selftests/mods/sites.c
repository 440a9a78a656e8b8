// SPDX-License-Identifier: GPL-2.0
/*
 * The static call sites of the kernel and of modules that are loaded after this one:
 *
 *	/sys/kernel/debug/pvshim_sites/modules	for each module its name, the number of its
 *						sites, and the ns that its preparation took:
 *						all that is told of a module that is coming
 *	/sys/kernel/debug/pvshim_sites/text	for each site its place, the form of what is
 *						there, where it leads to, and WRONG if its key
 *						says something else
 *
 * Parameters: start, stop: of the kernel's own table, as in /proc/kallsyms. Sites in init
 * sections are left out: their text is gone.
 */
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/static_call.h>
#include <linux/string.h>

static unsigned long start;
module_param(start, ulong, 0444);
MODULE_PARM_DESC(start, "address of __start_static_call_sites");

static unsigned long stop;
module_param(stop, ulong, 0444);
MODULE_PARM_DESC(stop, "address of __stop_static_call_sites");

struct seen {
	struct list_head list;
	const struct module *mod;
	unsigned int sites;
	u64 ns;
};

static LIST_HEAD(modules);
static DEFINE_MUTEX(lock);
static struct dentry *dir;

/* What a patched instruction can be, by its first bytes. */
static const struct form {
	u8 bytes[5];
	u8 len;
	const char *name;
	u8 target; /* where the displacement is, or 0 */
} forms[] = {
	{ { 0xe8 }, 1, "call", 1 },
	{ { 0xe9 }, 1, "jmp", 1 },
	{ { 0xc3 }, 1, "ret" },
	{ { 0x0f, 0x1f, 0x44, 0x00, 0x00 }, 5, "nop" },
	{ { 0x2e, 0x2e, 0x2e, 0x31, 0xc0 }, 5, "xor" },
	{ { 0x67, 0x48, 0x0f, 0xb9, 0x3a }, 5, "ud1" },
	{ { 0x3e, 0x3e, 0xc6, 0x07, 0x00 }, 5, "unlock" },
	{ { 0x0f }, 1, "jcc", 2 },
};

static const struct form *form_of(const u8 *text)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		if (!memcmp(text, forms[i].bytes, forms[i].len))
			return &forms[i];
	}
	return NULL;
}

/* Where an instruction leads to that ends with the displacement. */
static const void *target_of(const u8 *text, const struct form *form)
{
	s32 displacement;

	if (!form || !form->target)
		return NULL;
	memcpy(&displacement, text + form->target, sizeof(displacement));
	return text + form->target + sizeof(displacement) + displacement;
}

/* What leads nowhere is right for some functions and is compared between two kernels. */
static bool is_right(const struct form *form, const void *target,
		     const void *func, bool tail)
{
	if (!form)
		return false;
	if (!func)
		return tail || !strcmp(form->name, "nop");
	if (form->target)
		return target == func;
	return strcmp(form->name, "nop") && strcmp(form->name, "ret");
}

static void show_site(struct seq_file *m, const struct static_call_site *site)
{
	unsigned long word = (long)&site->key + site->key;
	const struct static_call_key *key =
		(void *)(word & ~STATIC_CALL_SITE_FLAGS);
	const u8 *text = (const u8 *)&site->addr + site->addr;
	const struct form *form;
	const void *target;

	if (word & STATIC_CALL_SITE_INIT)
		return;
	form = form_of(text);
	target = target_of(text, form);
	seq_printf(m, "%pS %s", text, form ? form->name : "unknown");
	if (target)
		seq_printf(m, " %ps", target);
	if (!is_right(form, target, key->func, word & STATIC_CALL_SITE_TAIL))
		seq_printf(m, " WRONG, the key says %ps", key->func);
	seq_putc(m, '\n');
}

static int text_show(struct seq_file *m, void *unused)
{
	const struct static_call_site *site;
	const struct seen *seen;
	unsigned int i;

	for (site = (void *)start; site < (const struct static_call_site *)stop;
	     site++)
		show_site(m, site);
	mutex_lock(&lock);
	list_for_each_entry(seen, &modules, list) {
		for (i = 0; i < seen->sites; i++)
			show_site(m, &seen->mod->static_call_sites[i]);
	}
	mutex_unlock(&lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(text);

static int modules_show(struct seq_file *m, void *unused)
{
	const struct seen *seen;

	mutex_lock(&lock);
	list_for_each_entry(seen, &modules, list)
		seq_printf(m, "%s %u %llu\n", seen->mod->name, seen->sites,
			   seen->ns);
	mutex_unlock(&lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(modules);

static struct seen *seen_of(const struct module *mod)
{
	struct seen *seen;

	list_for_each_entry(seen, &modules, list) {
		if (seen->mod == mod)
			return seen;
	}
	return NULL;
}

static void coming(const struct module *mod)
{
	struct seen *seen = kzalloc(sizeof(*seen), GFP_KERNEL);

	if (!seen)
		return;
	seen->mod = mod;
	seen->sites = mod->num_static_call_sites;
	seen->ns = ktime_get_ns();
	list_add_tail(&seen->list, &modules);
}

static int first_told(struct notifier_block *nb, unsigned long state, void *mod)
{
	mutex_lock(&lock);
	if (state == MODULE_STATE_COMING)
		coming(mod);
	mutex_unlock(&lock);
	return NOTIFY_DONE;
}

static int last_told(struct notifier_block *nb, unsigned long state, void *mod)
{
	struct seen *seen;

	mutex_lock(&lock);
	seen = seen_of(mod);
	if (seen && state == MODULE_STATE_COMING)
		seen->ns = ktime_get_ns() - seen->ns;
	if (seen && state == MODULE_STATE_GOING) {
		list_del(&seen->list);
		kfree(seen);
	}
	mutex_unlock(&lock);
	return NOTIFY_DONE;
}

static struct notifier_block first = { .notifier_call = first_told,
				       .priority = INT_MAX };
static struct notifier_block last = { .notifier_call = last_told,
				      .priority = INT_MIN };

static int __init sites_init(void)
{
	int ret = register_module_notifier(&first);

	if (ret)
		return ret;
	ret = register_module_notifier(&last);
	if (ret) {
		unregister_module_notifier(&first);
		return ret;
	}
	dir = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("modules", 0400, dir, NULL, &modules_fops);
	debugfs_create_file("text", 0400, dir, NULL, &text_fops);
	return 0;
}
module_init(sites_init);

static void __exit sites_exit(void)
{
	struct seen *seen, *next;

	debugfs_remove(dir);
	unregister_module_notifier(&last);
	unregister_module_notifier(&first);
	list_for_each_entry_safe(seen, next, &modules, list)
		kfree(seen);
}
module_exit(sites_exit);

MODULE_AUTHOR("The pvshim developers");
MODULE_DESCRIPTION("pvshim selftest: static call sites, and what is at each");
MODULE_LICENSE("GPL");
