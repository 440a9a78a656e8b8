/* SPDX-License-Identifier: GPL-2.0 */
/* Tracepoints of the slow paths: what was found, asked and switched. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM pvshim

#if !defined(_PVSHIM_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _PVSHIM_TRACE_H

#include <linux/tracepoint.h>

#include <pvshim/hypervisor.h>
#include <pvshim/provider.h>

/* Names are copied into arrays: __assign_str() has changed between kernels. */
#define PVSHIM_TRACE_NAME 32

/* clang-format off */
TRACE_EVENT(pvshim_detect,
	TP_PROTO(const struct pvshim_signature *sig),
	TP_ARGS(sig),
	TP_STRUCT__entry(
		__array(char, text, PVSHIM_SIGNATURE_LEN + 1)
		__field(u32, base)
		__field(u32, max_leaf)
		__field(u32, features)
		__field(int, fault)
		__field(bool, from_dmi)
	),
	TP_fast_assign(
		memcpy(__entry->text, sig->text, sizeof(__entry->text));
		__entry->base = sig->base;
		__entry->max_leaf = sig->max_leaf;
		__entry->features = sig->features;
		__entry->fault = sig->fault;
		__entry->from_dmi = sig->from_dmi;
	),
	TP_printk("signature=\"%s\" base=0x%08x max_leaf=0x%08x features=0x%08x dmi=%d fault=%d",
		  __entry->text, __entry->base, __entry->max_leaf,
		  __entry->features, __entry->from_dmi, __entry->fault)
);

TRACE_EVENT(pvshim_probe,
	TP_PROTO(const char *provider, const char *op, int error, const char *why),
	TP_ARGS(provider, op, error, why),
	TP_STRUCT__entry(
		__array(char, provider, PVSHIM_TRACE_NAME)
		__array(char, op, PVSHIM_TRACE_NAME)
		__field(int, error)
		__array(char, why, sizeof_field(struct pvshim_probe, why))
	),
	TP_fast_assign(
		strscpy(__entry->provider, provider, sizeof(__entry->provider));
		strscpy(__entry->op, op, sizeof(__entry->op));
		__entry->error = error;
		strscpy(__entry->why, why, sizeof(__entry->why));
	),
	TP_printk("provider=%s op=%s error=%d why=\"%s\"", __entry->provider,
		  __entry->op, __entry->error, __entry->why)
);

TRACE_EVENT(pvshim_bind,
	TP_PROTO(const char *op, const char *from, const char *to),
	TP_ARGS(op, from, to),
	TP_STRUCT__entry(
		__array(char, op, PVSHIM_TRACE_NAME)
		__array(char, from, PVSHIM_TRACE_NAME)
		__array(char, to, PVSHIM_TRACE_NAME)
	),
	TP_fast_assign(
		strscpy(__entry->op, op, sizeof(__entry->op));
		strscpy(__entry->from, from, sizeof(__entry->from));
		strscpy(__entry->to, to, sizeof(__entry->to));
	),
	TP_printk("op=%s from=%s to=%s", __entry->op, __entry->from,
		  __entry->to)
);

/* clang-format on */

#endif /* _PVSHIM_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
