//! PostgreSQL, by its blocking client: the engine's work between two queries blocks as well.

use std::path::Path;

use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, NoTls};

use super::database::{Database, Row, Value};
use crate::error::Failure;

/// Names our lock among those of other programs in the same database.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7306084612014)";

pub(super) struct Postgres {
    client: Client,
}

impl Postgres {
    pub fn open(url: &str) -> Result<Self, Failure> {
        let client = Client::connect(url, NoTls).map_err(Failure::store)?;
        Ok(Postgres { client })
    }

    fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
        values.iter().map(|v| v as &(dyn ToSql + Sync)).collect()
    }
}

type Encoded = Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut postgres::types::private::BytesMut) -> Encoded {
        match self {
            Value::Int(n) => n.to_sql(ty, out),
            Value::Text(text) => text.to_sql(ty, out),
            Value::Bytes(bytes) => bytes.to_sql(ty, out),
            Value::Null => Ok(IsNull::Yes),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(ty)
    }

    to_sql_checked!();
}

impl Database for Postgres {
    fn begin(&mut self) -> Result<(), Failure> {
        self.client.batch_execute(&format!("BEGIN; {LOCK}")).map_err(Failure::store)
    }

    fn commit(&mut self) -> Result<(), Failure> {
        self.client.batch_execute("COMMIT").map_err(Failure::store)
    }

    fn rollback(&mut self) {
        // Where it fails there is no transaction, or no connection any more.
        let _ = self.client.batch_execute("ROLLBACK");
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<(), Failure> {
        self.client.execute(sql, &Self::parameters(values)).map_err(Failure::store)?;
        Ok(())
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Failure> {
        let rows = self.client.query(sql, &Self::parameters(values)).map_err(Failure::store)?;
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            let cell = |(i, column): (usize, &postgres::Column)| -> Result<Value, Failure> {
                let value = match *column.type_() {
                    Type::INT8 => row.try_get::<_, Option<i64>>(i).map(|n| n.map(Value::Int)),
                    Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(i).map(|b| b.map(Value::Bytes)),
                    _ => row.try_get::<_, Option<String>>(i).map(|t| t.map(Value::Text)),
                };
                Ok(value.map_err(Failure::store)?.unwrap_or(Value::Null))
            };
            out.push(Row(row.columns().iter().enumerate().map(cell).collect::<Result<_, _>>()?));
        }
        Ok(out)
    }

    fn bytes_type(&self) -> &'static str {
        "BYTEA"
    }

    fn count_of_tables(&self) -> &'static str {
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name::text = $1"
    }

    fn count_of_all(&self) -> &'static str {
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()"
    }

    fn settle(&mut self) -> Result<(), Failure> {
        // A server that answers before the disk has it would lose what it said was done.
        self.client.batch_execute("SET synchronous_commit = on").map_err(Failure::store)
    }

    fn backup(&mut self, _path: &Path) -> Result<(), Failure> {
        Err(Failure::new(
            "PostgreSQL 请用 pg_dump 备份，或者用 export 导出",
            "back PostgreSQL up with pg_dump, or use export",
        ))
    }
}
