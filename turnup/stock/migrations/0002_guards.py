"""The ledger is append-only; balances, reservations and devices' places follow from it."""

from django.db import migrations

from turnup.orders.occurrence import tie_to_journal

LEDGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON stock_movement
    FOR EACH ROW EXECUTE FUNCTION orders_forbid();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON stock_movement
    FOR EACH STATEMENT EXECUTE FUNCTION orders_forbid();

CREATE FUNCTION stock_is_outside(place bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT kind IN ('supplier', 'written_off', 'count') FROM stock_place WHERE id = place
$$;

CREATE FUNCTION stock_carry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'keep' THEN
        RETURN NEW;
    END IF;
    IF (NEW.device_id IS NOT NULL)
            <> (SELECT serial_numbered FROM stock_stockitem WHERE id = NEW.item_id) THEN
        RAISE EXCEPTION 'a serial-numbered item moves as a device, any other does not'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_device_named';
    END IF;
    -- both balances in one order, so that opposite movements do not wait for each other
    PERFORM FROM stock_balance
      WHERE item_id = NEW.item_id AND place_id IN (NEW.from_place_id, NEW.to_place_id)
      ORDER BY id FOR UPDATE;
    IF NOT stock_is_outside(NEW.from_place_id) THEN
        UPDATE stock_balance SET quantity = quantity - NEW.quantity
         WHERE place_id = NEW.from_place_id AND item_id = NEW.item_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'nothing of this item is there'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_not_negative';
        END IF;
    END IF;
    IF NOT stock_is_outside(NEW.to_place_id) THEN
        INSERT INTO stock_balance (place_id, item_id, quantity, reserved)
        VALUES (NEW.to_place_id, NEW.item_id, NEW.quantity, 0)
        ON CONFLICT (place_id, item_id)
        DO UPDATE SET quantity = stock_balance.quantity + EXCLUDED.quantity;
    END IF;
    IF NEW.device_id IS NOT NULL THEN
        UPDATE stock_device SET place_id = NEW.to_place_id
         WHERE id = NEW.device_id AND item_id = NEW.item_id AND place_id = NEW.from_place_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the device is elsewhere'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_device_elsewhere';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER carry AFTER INSERT ON stock_movement
    FOR EACH ROW EXECUTE FUNCTION stock_carry();
"""

RESERVED = """
CREATE FUNCTION stock_reserve() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.order_id, NEW.item_id, NEW.place_id)
            IS DISTINCT FROM (OLD.order_id, OLD.item_id, OLD.place_id) THEN
        RAISE EXCEPTION 'a reservation stays what it is for' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        UPDATE stock_balance SET reserved = reserved - OLD.quantity
         WHERE place_id = OLD.place_id AND item_id = OLD.item_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        UPDATE stock_balance SET reserved = reserved + NEW.quantity
         WHERE place_id = NEW.place_id AND item_id = NEW.item_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'nothing of this item is there'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_reserved_is_there';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reserve AFTER INSERT OR UPDATE OR DELETE ON stock_reservation
    FOR EACH ROW EXECUTE FUNCTION stock_reserve();
"""

FOLLOWERS = """
CREATE FUNCTION stock_only_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% follows from the ledger', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
-- at depth 1 somebody writes it directly, deeper it is one of the triggers above
CREATE TRIGGER only_follows BEFORE INSERT OR UPDATE OR DELETE ON stock_balance
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION stock_only_follows();
CREATE TRIGGER place_only_follows BEFORE UPDATE OF place_id, item_id, serial ON stock_device
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION stock_only_follows();

CREATE FUNCTION stock_begins_outside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT stock_is_outside(NEW.place_id) THEN
        RAISE EXCEPTION 'a device comes in by the ledger' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER begins_outside BEFORE INSERT ON stock_device
    FOR EACH ROW EXECUTE FUNCTION stock_begins_outside();
"""


class Migration(migrations.Migration):
    dependencies = (("stock", "0001_initial"), ("orders", "0002_append_only"))
    operations = (
        migrations.RunSQL(tie_to_journal("stock_specialequipment")),
        migrations.RunSQL(LEDGER),
        migrations.RunSQL(RESERVED),
        migrations.RunSQL(FOLLOWERS),
    )
