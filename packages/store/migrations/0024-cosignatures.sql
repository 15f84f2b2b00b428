-- What witnesses have said of checkpoints: signature lines that belong under the note of a checkpoint, which stays as the
-- ledger signed it.

create table ledger.cosignature (
  ledger_id integer not null,
  number bigint not null,
  line text not null,
  constraint cosignature_pkey primary key (ledger_id, number, line),
  -- C2SP signed-note and tlog-cosignature: a key id of 4 bytes, a time of 8, a signature of 64.
  constraint cosignature_is_one_line check (
    line ~ E'^— [^[:space:]+]+ [A-Za-z0-9+/]{102}==\n$' and length(line) <= 1000
  )
);
comment on column ledger.cosignature.number is 'The checkpoint that was cosigned.';
comment on column ledger.cosignature.line is 'The signature line, exactly, with its newline. Who, when and whether it is good is read from it and the note.';

-- What a witness has cosigned last.
create index cosignature_by_witness on ledger.cosignature (ledger_id, split_part(line, ' ', 2), number);

create trigger cosignature_is_append_only before update or delete or truncate on ledger.cosignature
  for each statement execute function ledger.refuse_change();

create function ledger.check_cosignature_is_on_checkpoint() returns trigger language plpgsql as $$
begin
  if not exists (
    select from ledger.checkpoint c where c.ledger_id = new.ledger_id and c.number = new.number
  ) then
    raise exception 'there is no checkpoint % to be cosigned', new.number
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;

create trigger cosignature_is_on_checkpoint before insert on ledger.cosignature
  for each row execute function ledger.check_cosignature_is_on_checkpoint();

grant select, insert on ledger.cosignature to lodestone_writer;

-- As for the other tables: statistics on ledger_id mislead (migration 0004).
alter table ledger.cosignature alter column ledger_id set statistics 0;
