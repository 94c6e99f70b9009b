-- Figures worked out from the tables alone, by the words of the sources; nothing here knows the program's own facts.
-- Above "figures" stands what all of them share; then each figure's name and one query: the value as a page shows it, or with
-- "by", one row for each person. Asked with store, first and last day. The towns' clocks are those of Shanghai.
WITH
own AS (
    SELECT o.*, o.kind NOT IN ('pre_delivery', 'internal') AS of_customers,
        o.opened_on BETWEEN %(first)s AND %(last)s AS is_opened,
        (o.inspected_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s AS is_inspected,
        o.delivered_on BETWEEN %(first)s AND %(last)s AS is_delivered
    FROM repair_orders_repairorder o WHERE o.store_id = %(store)s AND o.cancelled_at IS NULL
),
entry AS (SELECT * FROM own WHERE is_opened AND of_customers),
known AS (  -- entries of twelve months
    SELECT * FROM own WHERE of_customers AND opened_on <= %(last)s AND opened_on > %(last)s::date - interval '12 months'
),
settled AS (  -- settlements that nobody took back; what was corrected after delivery belongs to the day on which the order was settled
    SELECT o.*, s.id AS settlement_id, s.total FROM billing_settlement s JOIN own o ON o.id = s.repair_order_id
    WHERE o.settled_on BETWEEN %(first)s AND %(last)s
        AND NOT EXISTS (SELECT FROM billing_settlementreversal r WHERE r.settlement_id = s.id)
),
sold AS (
    SELECT o.id AS order_id, o.kind AS order_kind, o.of_customers, o.advisor_id, b.payer, i.id AS item_id, i.kind, i.quantity,
        l.amount, l.net, b.payer IN ('customer', 'insurer', 'warranty') AS is_paid
    FROM settled o JOIN billing_bill b ON b.settlement_id = o.settlement_id
    JOIN billing_billline l ON l.bill_id = b.id JOIN repair_orders_item i ON i.id = l.item_id
),
cost AS (
    SELECT o.kind AS order_kind, -e.cost AS cost FROM settled o
    JOIN parts_stockentry e ON e.document_kind = 'repair_orders.repairorder' AND e.document_id = o.id
),
clocked AS (
    SELECT technician_id, extract(epoch FROM coalesce(ended_at, greatest(now(), started_at)) - started_at) / 3600 AS hours
    FROM workshop_jobclock WHERE store_id = %(store)s AND worked_on BETWEEN %(first)s AND %(last)s
        AND (ended_at IS NOT NULL OR now() < (worked_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
),
finished AS (
    SELECT j.id AS job_id, i.quantity AS hours FROM repair_orders_job j JOIN repair_orders_item i ON i.job_id = j.id
    WHERE j.store_id = %(store)s AND i.kind = 'labour' AND i.decision = 'APPROVED'
        AND (j.finished_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s
),
there AS (  -- who never ended a shift was there as long as the store was open
    SELECT h.employee_id, e.post, extract(epoch FROM CASE WHEN h.clocked_out_at IS NOT NULL THEN h.clocked_out_at - h.clocked_in_at
        WHEN now() < (h.worked_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' THEN greatest(now(), h.clocked_in_at) - h.clocked_in_at
        ELSE (SELECT sum(o.closes_at - o.opens_at) FROM org_storehours o WHERE o.store_id = h.store_id
            AND o.weekday = extract(isodow FROM h.worked_on) - 1) END) / 3600 AS hours
    FROM people_shift h JOIN people_employee e ON e.id = h.employee_id
    WHERE h.store_id = %(store)s AND h.worked_on BETWEEN %(first)s AND %(last)s
),
staff AS (SELECT * FROM people_employee WHERE store_id = %(store)s AND left_on IS NULL),
checked AS (  -- the first general inspection of each order
    SELECT DISTINCT ON (i.repair_order_id) i.inspected_on, i.passed FROM workshop_inspection i
    JOIN own ON own.id = i.repair_order_id WHERE own.of_customers AND i.level = 'general' ORDER BY i.repair_order_id, i.at, i.id
),
called AS (
    SELECT f.round, f.opens_at, f.due_at, f.state, talk.at, talk.issues FROM followup_followup f
    LEFT JOIN followup_call talk ON talk.follow_up_id = f.id AND talk.result = 'reached'
    WHERE f.store_id = %(store)s AND f.due_on BETWEEN %(first)s AND %(last)s AND f.state NOT IN ('NO_CONSENT', 'CANCELLED')
),
days AS (  -- since the store keeps records
    SELECT (%(last)s::date - greatest(%(first)s::date, min(opened_on)) + 1)::numeric AS n FROM own
)
-- figures
-- vehicle_entries
SELECT count(*) FROM entry
-- daily_entries
SELECT count(*) / (SELECT n FROM days) FROM entry
-- service_order_count
SELECT count(*) FROM own WHERE is_opened
-- appointment_rate
SELECT 100.0 * count(*) FILTER (WHERE is_appointment) / count(*) FROM entry
-- appointment_punctuality
SELECT 100.0 * count(*) FILTER (WHERE arrived_at BETWEEN wanted_at - interval '5 min' AND wanted_at) / count(*)
FROM appointments_appointment
WHERE store_id = %(store)s AND wanted_on BETWEEN %(first)s AND %(last)s AND state IN ('ARRIVED', 'NO_SHOW')
-- average_ticket
SELECT sum(net) FILTER (WHERE is_paid) / 100.0 / (SELECT count(*) FROM settled WHERE of_customers) FROM sold WHERE of_customers
-- repair_ticket
SELECT sum(amount) FILTER (WHERE is_paid) / 100.0 / (SELECT count(*) FROM settled WHERE of_customers) FROM sold WHERE of_customers
-- after_sales_revenue
SELECT sum(net) / 100.0 FROM sold WHERE of_customers AND is_paid
-- customer_repair_output
SELECT sum(amount) / 100.0 FROM sold WHERE of_customers AND is_paid
-- total_repair_output
SELECT sum(amount) / 100.0 FROM sold
-- workshop_labour_output
SELECT sum(amount) / 100.0 FROM sold WHERE kind = 'labour' AND is_paid
-- scheduled_maintenance_output
SELECT coalesce(sum(amount), 0) / 100.0 FROM sold WHERE order_kind = 'maintenance' AND payer IN ('customer', 'insurer')
-- body_paint_share
SELECT 100.0 * coalesce(sum(amount) FILTER (WHERE order_kind IN ('body_paint', 'accident')), 0) / sum(amount) FROM sold WHERE is_paid
-- gross_margin
SELECT 100 * (1 - (SELECT sum(cost) FROM cost) / sum(net)) FROM sold WHERE is_paid
-- repair_gross_profit
SELECT (sum(net) - (SELECT sum(cost) FROM cost)) / 100.0 FROM sold WHERE is_paid
-- parts_sales
SELECT sum(net) / 100.0 FROM sold WHERE kind = 'part' AND is_paid
-- parts_material_cost
SELECT sum(cost) / 100.0 FROM cost
-- parts_cost_issued
SELECT -sum(cost) / 100.0 FROM parts_stockentry
WHERE store_id = %(store)s AND "on" BETWEEN %(first)s AND %(last)s AND document_kind = 'repair_orders.repairorder'
-- parts_sales_per_order
SELECT sum(net) / 100.0 / (SELECT count(*) FROM settled WHERE of_customers) FROM sold WHERE kind = 'part' AND is_paid
-- hours_per_order
SELECT sum(quantity) / (SELECT count(*) FROM settled WHERE of_customers)
FROM (SELECT DISTINCT item_id, quantity FROM sold WHERE kind = 'labour') once
-- labour_efficiency
SELECT 100 * (SELECT sum(hours) FROM finished) / sum(hours) FROM clocked
-- labour_utilisation
SELECT 100 * sum(hours) / (SELECT sum(hours) FROM there WHERE post IN ('technician', 'body_technician')) FROM clocked
-- labour_productivity
SELECT 100 * sum(hours) / (SELECT sum(hours) FROM there WHERE post IN ('technician', 'body_technician')) FROM finished
-- first_time_fix
SELECT 100 * (1 - (SELECT count(DISTINCT first.repair_order_id) FROM quality_reworkcase c
    JOIN repair_orders_job first ON first.id = c.first_job_id JOIN own ON own.id = first.repair_order_id
    WHERE own.of_customers AND c.origin = 'external' AND c.state NOT IN ('VOID', 'REPORTED')
        AND c.opened_on BETWEEN %(first)s AND %(last)s) / count(*)::numeric) FROM settled WHERE of_customers
-- internal_rework_rate
SELECT 100.0 * count(*) FILTER (WHERE NOT passed) / count(*) FROM checked WHERE inspected_on BETWEEN %(first)s AND %(last)s
-- workshop_on_time_completion
SELECT 100.0 * count(*) FILTER (WHERE inspected_at <= agreed_promise_at - interval '30 min') / count(*) FROM own
WHERE of_customers AND is_inspected
-- final_check_and_bill_in_time
SELECT 100.0 * count(*) FILTER (WHERE settled_at <= agreed_promise_at AND EXISTS (SELECT FROM workshop_inspection i
    WHERE i.repair_order_id = own.id AND i.level = 'final' AND i.passed AND i.at <= agreed_promise_at)) / count(agreed_promise_at)
FROM own WHERE of_customers AND is_delivered
-- additional_item_rate
SELECT 100.0 * count(*) FILTER (WHERE EXISTS (SELECT FROM repair_orders_item i WHERE i.repair_order_id = entry.id
    AND i.is_additional AND i.decision = 'APPROVED')) / count(*) FROM entry
-- additional_item_talk
SELECT avg(floor(extract(epoch FROM told.at - p.found_at) / 60)) FROM repair_orders_item i
JOIN entry ON entry.id = i.repair_order_id JOIN repair_orders_proposal p ON p.id = i.proposal_id
CROSS JOIN LATERAL (
    SELECT min(least(k.sent_at, i.decided_at)) AS at FROM (SELECT 1) one
    LEFT JOIN repair_orders_approvallink k ON k.repair_order_id = i.repair_order_id AND k.sent_at >= p.proposed_at
) told WHERE i.is_additional AND p.said_by = ''
-- order_closure_rate
SELECT 100.0 * count(delivered_at) / count(*) FROM entry
-- settled_after_inspection
SELECT 100.0 * count(settled_at) / count(*) FROM own WHERE of_customers AND is_inspected
-- estimate_deviation
SELECT 100.0 * sum(abs(total - first)) / sum(first) FROM (
    SELECT total, (SELECT e.total FROM repair_orders_authorisation a JOIN repair_orders_estimateversion e ON e.id = a.estimate_id
        WHERE a.repair_order_id = settled.id ORDER BY a.id LIMIT 1) AS first
    FROM settled WHERE of_customers) orders
-- repair_cycle_time
SELECT avg(floor(extract(epoch FROM delivered_at - coalesce(arrived_at, opened_at)) / 60)) / 60 FROM own
WHERE of_customers AND is_delivered
-- bay_turnover
SELECT count(*) / (SELECT n FROM days) / (SELECT count(*) FROM org_bay WHERE store_id = %(store)s AND is_active
    AND kind NOT IN ('wash', 'reception')) FROM entry
-- customer_base
SELECT count(DISTINCT vehicle_id) FROM known
-- return_frequency
SELECT (SELECT count(*) FROM entry)::numeric / count(DISTINCT vehicle_id) FROM known
-- express_maintenance_rate
SELECT 100.0 * count(*) FILTER (WHERE lane = 'express') / nullif(count(*), 0) FROM settled WHERE kind = 'maintenance'
-- follow_up_success
SELECT 100.0 * count(at) / nullif(count(*), 0) FROM called
-- first_follow_up_timeliness
SELECT 100.0 * count(*) FILTER (WHERE at BETWEEN opens_at AND due_at) / nullif(count(*), 0) FROM called WHERE round = 1
-- follow_up_satisfaction
SELECT 100.0 * count(*) FILTER (WHERE issues = '[]') / nullif(count(*), 0) FROM called WHERE at IS NOT NULL
-- missing_ratings
SELECT count(*) FROM settled WHERE of_customers
    AND NOT EXISTS (SELECT FROM reception_servicerating r WHERE r.repair_order_id = settled.id)
-- open_receivables
SELECT 100.0 * sum(least(b.due, k.amount)) / sum(k.amount) FROM billing_accountcharge k JOIN billing_bill b ON b.id = k.bill_id
WHERE NOT EXISTS (SELECT FROM billing_settlementreversal r WHERE r.settlement_id = b.settlement_id) AND k.store_id = %(store)s AND k.on BETWEEN %(first)s AND %(last)s
-- staff_heads
SELECT count(*) FROM staff
-- interview_duration
SELECT avg(floor(extract(epoch FROM v.interview_ended_at - v.arrived_at) / 60)) FROM reception_reception v
LEFT JOIN own ON own.id = v.repair_order_id
WHERE v.store_id = %(store)s AND v.arrived_on BETWEEN %(first)s AND %(last)s AND NOT v.is_internal AND coalesce(own.of_customers, true)
-- vehicles_per_advisor_day
SELECT count(*)::numeric / (SELECT count(*) FROM there WHERE post = 'service_advisor') FROM entry
-- vehicles_per_technician_day
SELECT count(*)::numeric / (SELECT count(*) FROM there WHERE post IN ('technician', 'body_technician')) FROM entry
-- vehicle_entries by advisor_id
SELECT advisor_id, count(*) FROM entry GROUP BY advisor_id
-- customer_repair_output by advisor_id
SELECT advisor_id, sum(amount) / 100.0 FROM sold WHERE of_customers AND is_paid GROUP BY advisor_id
-- labour_utilisation by technician_id
SELECT technician_id, 100 * sum(hours) / (SELECT sum(hours) FROM there WHERE employee_id = technician_id) FROM clocked
GROUP BY technician_id
