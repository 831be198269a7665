create table t(a integer primary key, b text, c real);
begin;
with recursive n(x) as (values(1) union all select x + 1 from n where x < 1000000)
  insert into t select x, 'row ' || x, x * 0.5 from n;
commit;
select count(*), sum(a), max(length(b)), sum(c) from t;
