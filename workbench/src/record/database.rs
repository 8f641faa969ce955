//! What the record asks of a database. One SQL text serves both: parameters are `$1`, `$2` … in the order of their first mention.

use crate::error::Failure;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BLOB or BYTEA.
    Bytes(Vec<u8>),
    /// NULL.
    Null,
}

/// A row of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The whole number in a column.
    ///
    /// # Errors
    /// Where something else stands there: the store is not ours.
    pub fn int(&self, column: usize) -> Result<i64, Failure> {
        match self.0.get(column) {
            Some(Value::Int(n)) => Ok(*n),
            _ => Err(Failure::store("a column is not what it should be")),
        }
    }

    /// The text in a column.
    ///
    /// # Errors
    /// Where something else stands there: the store is not ours.
    pub fn text(&self, column: usize) -> Result<&str, Failure> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(Failure::store("a column is not what it should be")),
        }
    }

    /// The bytes in a column.
    ///
    /// # Errors
    /// Where something else stands there: the store is not ours.
    pub fn bytes(&self, column: usize) -> Result<&[u8], Failure> {
        match self.0.get(column) {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(Failure::store("a column is not what it should be")),
        }
    }
}

/// A connection. Transactions that write exclude one another.
pub trait Database: Send {
    /// Opens a transaction in which no other may write.
    ///
    /// # Errors
    /// Where the database cannot.
    fn begin(&mut self) -> Result<(), Failure>;
    /// Ends it: all of it stands, and will after a loss of power.
    ///
    /// # Errors
    /// Where the database cannot; then nothing of it stands.
    fn commit(&mut self) -> Result<(), Failure>;
    /// Ends it: nothing of it stands.
    fn rollback(&mut self);
    /// Runs a statement.
    ///
    /// # Errors
    /// Where the database cannot.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<(), Failure>;
    /// Runs a query.
    ///
    /// # Errors
    /// Where the database cannot.
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Failure>;
    /// The type of bytes in this database.
    fn bytes_type(&self) -> &'static str;
    /// The query that counts the tables of the name `$1`.
    fn count_of_tables(&self) -> &'static str;
    /// The query that counts everything that someone has made in this place.
    fn count_of_all(&self) -> &'static str;
    /// Makes a place that is ours ready for writing: nothing of a foreign one is changed before.
    ///
    /// # Errors
    /// Where the database cannot.
    fn settle(&mut self) -> Result<(), Failure>;
    /// Whether there is a table of this name.
    ///
    /// # Errors
    /// Where the database cannot say.
    fn has_table(&mut self, name: &str) -> Result<bool, Failure> {
        let found = self.query(self.count_of_tables(), &[Value::Text(name.to_owned())])?;
        found.first().map_or(Ok(false), |row| Ok(row.int(0)? > 0))
    }
    /// Whether someone has made anything in this place.
    ///
    /// # Errors
    /// Where the database cannot say.
    fn has_anything(&mut self) -> Result<bool, Failure> {
        let found = self.query(self.count_of_all(), &[])?;
        found.first().map_or(Ok(false), |row| Ok(row.int(0)? > 0))
    }
    /// Copies the whole store as it stands at one moment into a new file, while others go on reading and writing.
    ///
    /// # Errors
    /// Where the file cannot be written, or the database has tools of its own for it.
    fn backup(&mut self, path: &std::path::Path) -> Result<(), Failure>;
}
