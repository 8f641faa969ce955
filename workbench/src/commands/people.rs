//! Offices and accounts, as whoever has the machine may add them.

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::{Store, day, service};
use crate::acts::rules::ROLES;
use crate::error::Failure;
use crate::record::Record;
use crate::service::Service;

#[derive(Debug, Subcommand)]
pub(super) enum OfficeCommand {
    /// Add an office.
    Add {
        #[command(flatten)]
        store: Store,
        /// Its code.
        code: String,
        /// Its name.
        #[arg(long)]
        name: String,
        /// nation, region, city or county.
        #[arg(long)]
        level: String,
        /// The office above it.
        #[arg(long)]
        parent: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Add an account.
    Add {
        #[command(flatten)]
        store: Store,
        /// Its name.
        name: String,
        /// The office's code.
        #[arg(long)]
        office: String,
        /// Its roles.
        #[arg(long)]
        role: Vec<String>,
    },
    /// Grant a role.
    Grant {
        #[command(flatten)]
        store: Store,
        /// The account.
        name: String,
        /// The role.
        #[arg(long)]
        role: String,
        /// The last day.
        #[arg(long)]
        to: Option<String>,
    },
    /// Disable an account: it may do nothing any more, what it did stays.
    Disable {
        #[command(flatten)]
        store: Store,
        /// The account.
        name: String,
    },
}

/// Opens a store, and begins it where it is empty.
fn started(store: &Store) -> Result<Service, Failure> {
    let mut service = Service::new(Record::open(&store.store)?);
    if service.state().seq == 0 {
        service.begin(false, junheng::value::today())?;
    }
    Ok(service)
}

pub(super) fn office(command: OfficeCommand) -> Result<bool, Failure> {
    let OfficeCommand::Add { store, code, name, level, parent } = command;
    if !["nation", "region", "city", "county"].contains(&level.as_str()) {
        return Err(Failure::new(format!("没有级别 {level}"), format!("there is no level {level}")));
    }
    let mut service = started(&store)?;
    let fields = json!({"name": name, "level": level, "parent": parent});
    service.add_office(&code, fields.as_object().cloned().unwrap_or_default(), None)?;
    Ok(true)
}

pub(super) fn account(command: AccountCommand) -> Result<bool, Failure> {
    let known = |role: &str| {
        if ROLES.contains(&role) {
            Ok(())
        } else {
            let roles = ROLES.join("、");
            Err(Failure::new(
                format!("没有角色 {role}；有 {roles}"),
                format!("there is no role {role}; there are {roles}"),
            ))
        }
    };
    match command {
        AccountCommand::Add { store, name, office, role } => {
            role.iter().try_for_each(|r| known(r))?;
            started(&store)?.add_account(&name, &office, &role, None)?;
        }
        AccountCommand::Grant { store, name, role, to } => {
            known(&role)?;
            let mut fields = Map::new();
            fields.insert("role".to_owned(), role.into());
            if let Some(to) = to {
                fields.insert("to".to_owned(), day(&to)?.to_string().into());
            }
            on_account(&store, "account.grant", &name, fields)?;
        }
        AccountCommand::Disable { store, name } => on_account(&store, "account.disable", &name, Map::new())?,
    }
    Ok(true)
}

fn on_account(store: &Store, act: &str, name: &str, fields: Map<String, Value>) -> Result<(), Failure> {
    let mut service = service(store)?;
    service.console(act, name, fields, None, |state| {
        if state.accounts.contains_key(name) {
            Ok(())
        } else {
            Err(Failure::new(format!("没有账号 {name}"), format!("there is no account {name}")))
        }
    })
}
