"""The library file: schema, migrations, and the only SQL of the package."""
